import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { MAX_TEXT_LENGTH } from "../../protocol/limits.ts";
import type { Kept } from "./kept.ts";
import type { Words } from "./words.ts";

interface Props {
	words: Words;
	draft: Kept;
	onSend: (text: string) => void;
	onTyping: (on: boolean) => void;
}

/** From here on it is said how many characters are left. */
const SAY_WHEN_LEFT = 500;
/** What browsers give as key code for a key that an input method (Chinese, Japanese…) has taken for itself. */
const TAKEN_BY_INPUT_METHOD = 229;

export function Composer({ words, draft, onSend, onTyping }: Props) {
	const [text, setText] = useState(draft.value ?? "");
	const field = useRef<HTMLTextAreaElement>(null);
	const left = MAX_TEXT_LENGTH - text.length;
	const canSend = text.trim() !== "" && left >= 0;
	useLayoutEffect(() => grow(field.current));

	const write = (value: string) => {
		setText(value);
		draft.set(value);
		onTyping(value.trim() !== "");
	};
	const send = () => {
		if (!canSend) return;
		onSend(text.trim());
		setText("");
		draft.set(undefined);
		field.current?.focus();
	};
	const keyDown = (event: KeyboardEvent) => {
		// Safari ends the composition before it tells of the key that ended it: only the key code still knows.
		const isComposing = event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD;
		if (event.key !== "Enter" || event.shiftKey || isComposing) return;
		event.preventDefault();
		send();
	};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				send();
			}}
		>
			{left <= SAY_WHEN_LEFT && (
				<p id="left" class={left < 0 ? "count over-limit" : "count"} role="status">
					{left < 0 ? words.tooLong(-left) : words.left(left)}
				</p>
			)}
			<div class="field">
				<textarea
					ref={field}
					rows={1}
					value={text}
					placeholder={words.placeholder}
					aria-label={words.write}
					aria-invalid={left < 0}
					aria-describedby={left <= SAY_WHEN_LEFT ? "left" : undefined}
					enterkeyhint="send"
					dir="auto"
					onInput={(event) => write(event.currentTarget.value)}
					onKeyDown={keyDown}
				/>
				<button type="submit" aria-label={words.send} aria-disabled={!canSend}>
					<svg viewBox="0 0 24 24" aria-hidden="true">
						<path d="M12 19V5m-6 6 6-6 6 6" />
					</svg>
				</button>
			</div>
		</form>
	);
}

/** As high as its text; the style sheet says where it begins to scroll instead. */
function grow(field: HTMLTextAreaElement | null): void {
	if (field === null) return;
	field.style.height = "auto";
	field.style.height = `${field.scrollHeight}px`;
}
