// Sign-in with e-mail and password.
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link } from "wouter";
import { forgetTab } from "../http/tab.ts";
import { auth, granted } from "../session/auth.ts";
import { startOver } from "../session/me.ts";
import { Failure } from "../states/failure.tsx";
import { Entrance } from "./entrance.tsx";

interface Props {
	/** Where the way goes on to, for people who are new. */
	signUpHref?: string;
	lead?: string;
}

export function SignIn({ signUpHref = "/sign-up", lead }: Props) {
	const form = useForm({
		mode: "uncontrolled",
		initialValues: { email: "", password: "" },
		validate: {
			email: isEmail("Enter the e-mail address of your account"),
			password: isNotEmpty("Enter your password"),
		},
	});
	const signIn = useMutation({
		mutationFn: (credentials: typeof form.values) => granted(auth.signIn.email(credentials)),
		onSuccess: () => {
			// Another person may have been here before.
			forgetTab();
			return startOver();
		},
	});
	return (
		<Entrance title="Sign in" lead={lead ?? "Welcome back."}>
			<form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
				<Stack gap="sm">
					<TextInput
						label="E-mail"
						type="email"
						autoComplete="username"
						autoFocus
						key={form.key("email")}
						{...form.getInputProps("email")}
					/>
					<PasswordInput
						label="Password"
						autoComplete="current-password"
						key={form.key("password")}
						{...form.getInputProps("password")}
					/>
					{signIn.error && <Failure error={signIn.error} />}
					<Button type="submit" fullWidth mt="xs" loading={signIn.isPending}>
						Sign in
					</Button>
				</Stack>
			</form>
			<Text size="sm" c="dimmed">
				New here?{" "}
				<Anchor component={Link} href={signUpHref}>
					Create an account
				</Anchor>
			</Text>
		</Entrance>
	);
}
