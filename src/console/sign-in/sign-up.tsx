// A new account; its workspace comes next, or the invitation that the person came with.
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { isEmail, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useLocation, useSearchParams } from "wouter";
import { auth, granted } from "../session/auth.ts";
import { startOver } from "../session/me.ts";
import { Failure } from "../states/failure.tsx";
import { Entrance } from "./entrance.tsx";

/** As workspaces/sign-in.ts has it, and as better-auth bounds it. */
const PASSWORD_MIN = 10;
const PASSWORD_MAX = 128;
/** As protocol/entry.ts bounds a person's name. */
const NAME_MAX = 120;

export function SignUp() {
	const [, go] = useLocation();
	const [search] = useSearchParams();
	const invitation = search.get("invitation");
	const onward = invitation ? `/invitations/${encodeURIComponent(invitation)}` : "/";
	const form = useForm({
		mode: "uncontrolled",
		initialValues: { name: "", email: "", password: "" },
		validate: {
			name: (name) =>
				name.trim().length >= 1 && name.length <= NAME_MAX ? null : "Enter the name that customers will see",
			email: isEmail("Enter an e-mail address"),
			password: (password) =>
				password.length >= PASSWORD_MIN && password.length <= PASSWORD_MAX
					? null
					: `Use ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`,
		},
	});
	const signUp = useMutation({
		mutationFn: ({ name, email, password }: typeof form.values) =>
			granted(auth.signUp.email({ name: name.trim(), email, password })),
		onSuccess: async () => {
			await startOver();
			go(onward);
		},
	});
	return (
		<Entrance
			title="Create your account"
			lead={invitation ? "Then you can join the team that invited you." : undefined}
		>
			<form onSubmit={form.onSubmit((values) => signUp.mutate(values))} noValidate>
				<Stack gap="sm">
					<TextInput
						label="Your name"
						description="Customers see it beside your answers."
						autoComplete="name"
						autoFocus
						key={form.key("name")}
						{...form.getInputProps("name")}
					/>
					<TextInput
						label="E-mail"
						type="email"
						autoComplete="username"
						key={form.key("email")}
						{...form.getInputProps("email")}
					/>
					<PasswordInput
						label="Password"
						description={`At least ${PASSWORD_MIN} characters.`}
						autoComplete="new-password"
						key={form.key("password")}
						{...form.getInputProps("password")}
					/>
					{signUp.error && <Failure error={signUp.error} />}
					<Button type="submit" fullWidth mt="xs" loading={signUp.isPending}>
						Create account
					</Button>
				</Stack>
			</form>
			<Text size="sm" c="dimmed">
				Have an account?{" "}
				<Anchor component={Link} href={onward}>
					Sign in
				</Anchor>
			</Text>
		</Entrance>
	);
}
