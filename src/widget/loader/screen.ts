// A phone's keyboard covers the page without making it smaller: the part that is seen is the visual viewport.

/** Keeps the full-screen panel within what can be seen, by the two variables that its style uses. */
export function keepInSight(panel: HTMLElement): void {
	const viewport = window.visualViewport;
	if (!viewport) return;
	const follow = () => {
		panel.style.setProperty("--height", `${viewport.height}px`);
		panel.style.setProperty("--top", `${viewport.offsetTop}px`);
	};
	viewport.addEventListener("resize", follow);
	viewport.addEventListener("scroll", follow);
	follow();
}
