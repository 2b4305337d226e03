import { useState } from "preact/hooks";
import { type Introduction, type IntroductionView, isEmail, type Who } from "./introduction.ts";
import type { Words } from "./words.ts";

interface Props {
	introduction: Introduction;
	view: IntroductionView;
	/** Whether a message is stored: before that the server has nothing to note it in. */
	hasBegun: boolean;
	words: Words;
}

/** Asks where an answer can be sent to once the visitor has gone, and says what became of it. */
export function IntroductionForm({ introduction, view, hasBegun, words }: Props) {
	const { stage, who } = view;
	if (stage === "dismissed") return null;
	if (stage === "open" || stage === "refused") return <Asking introduction={introduction} view={view} words={words} />;
	const email = who?.email ?? "";
	const said =
		stage === "told"
			? words.introduction.told(email)
			: hasBegun
				? words.state.sending
				: words.introduction.telling(email);
	return (
		<p class="introduced" role="status">
			{said}{" "}
			<button type="button" onClick={() => introduction.change()}>
				{words.introduction.change}
			</button>
		</p>
	);
}

function Asking({ introduction, view, words: { introduction: words } }: Omit<Props, "hasBegun">) {
	const [email, setEmail] = useState(view.who?.email ?? "");
	const [name, setName] = useState(view.who?.name ?? "");
	const [wasRefused, setRefused] = useState(view.stage === "refused");
	const leave = () => {
		const who: Who = { email: email.trim(), ...(name.trim() && { name: name.trim() }) };
		if (isEmail(who.email)) introduction.give(who);
		else setRefused(true);
	};
	return (
		<form
			class="introduction"
			aria-label={words.ask}
			// Ours says it in the widget's language and styles, and takes exactly what the server takes.
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				leave();
			}}
		>
			<p>{words.ask}</p>
			<label for="email">{words.email}</label>
			<input
				id="email"
				type="email"
				autocomplete="email"
				inputMode="email"
				maxLength={320}
				value={email}
				aria-invalid={wasRefused}
				aria-describedby={wasRefused ? "email-problem" : undefined}
				onInput={(event) => {
					setEmail(event.currentTarget.value);
					setRefused(false);
				}}
			/>
			{wasRefused && (
				<p id="email-problem" class="problem" role="alert">
					{words.invalid}
				</p>
			)}
			<label for="name">{words.name}</label>
			<input
				id="name"
				autocomplete="name"
				maxLength={120}
				value={name}
				onInput={(event) => setName(event.currentTarget.value)}
			/>
			<div class="choice">
				<button type="submit" class="strong">
					{words.leave}
				</button>
				<button type="button" class="plain" onClick={() => introduction.dismiss()}>
					{words.dismiss}
				</button>
			</div>
		</form>
	);
}
