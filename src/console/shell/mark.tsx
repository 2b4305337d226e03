// Heddle's mark: two warp threads, held by their heddles.
interface Props {
	size: number;
}

export function Mark({ size }: Props) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
			<rect width="32" height="32" rx="8" fill="#0b7a6b" />
			<g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
				<path d="M10 7v6.2M10 18.8V25M22 7v6.2M22 18.8V25" />
				<circle cx="10" cy="16" r="2.6" />
				<circle cx="22" cy="16" r="2.6" />
				<path d="M12.8 16h6.4" />
			</g>
		</svg>
	);
}
