// What stands where the conversation cannot: why, and what can be done.
import type { LinkState } from "../../client/link.ts";
import type { Words } from "./words.ts";

/** For good, as far as we know: the server said no. */
export function Refusal({ words, code, onRetry }: { words: Words; code: string; onRetry: () => void }) {
	const { refused } = words;
	const reason =
		code === "not_found" || code === "invalid_request"
			? refused.not_found
			: code === "origin_refused"
				? refused.origin_refused
				: code === "identity_required" || code === "invalid_identity"
					? refused.identity_required
					: refused.other;
	return (
		<section class="notice" role="alert">
			<svg viewBox="0 0 24 24" aria-hidden="true">
				<path d="M12 8v5m0 3v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z" />
			</svg>
			<h2>{refused.title}</h2>
			<p>{reason}</p>
			<button type="button" class="plain" onClick={onRetry}>
				{words.tryAgain}
			</button>
		</section>
	);
}

/** Before the first answer. `code`: why it is late. */
export function Waiting({ words, code }: { words: Words; code: string | undefined }) {
	return (
		<section class="notice" role="status">
			<span class="wheel" aria-hidden="true" />
			<p>
				{code === undefined
					? words.loading
					: code === "rate_limited"
						? words.waiting.rate_limited
						: words.waiting.other}
			</p>
		</section>
	);
}

/** Says what the line is doing, as long as that is not simply working. `atRisk`: what waits would be lost with the page. */
export function LinkBanner({ words, link, atRisk }: { words: Words; link: LinkState; atRisk: boolean | undefined }) {
	const text =
		link === "offline"
			? words.link[atRisk ? "atRisk" : "offline"]
			: link === "connecting"
				? words.link.connecting
				: link === "catching_up"
					? words.link.catchingUp
					: "";
	return (
		<div class={`banner ${link}`} role="status">
			{text !== "" && <p>{text}</p>}
		</div>
	);
}
