// Which screen an address shows. The console lives below /console.
import { lazy } from "react";
import { Route, Router, Switch } from "wouter";
import { Desk } from "./desk/desk.tsx";
import { SessionGate } from "./session/session-gate.tsx";
import { Shell } from "./shell/shell.tsx";
import { Invitation } from "./sign-in/invitation.tsx";
import { SignUp } from "./sign-in/sign-up.tsx";
import { Lost } from "./states/lost.tsx";

// Most people never open the settings: the desk should not wait for their code.
const Settings = lazy(() => import("./settings/settings.tsx").then(({ Settings }) => ({ default: Settings })));

const SystemsPage = lazy(() =>
	import("./systems/systems-page.tsx").then(({ SystemsPage }) => ({ default: SystemsPage })),
);

export function App() {
	return (
		<Router base="/console">
			<Switch>
				<Route path="/sign-up">
					<SignUp />
				</Route>
				<Route path="/invitations/:id">{({ id }) => <Invitation id={id} />}</Route>
				<Route>
					<SessionGate>
						<Shell>
							<Switch>
								<Route path="/">
									<Desk conversationId={null} pane="list" />
								</Route>
								<Route path="/conversations/:id">{({ id }) => <Desk conversationId={id} pane="conversation" />}</Route>
								<Route path="/conversations/:id/customer">
									{({ id }) => <Desk conversationId={id} pane="customer" />}
								</Route>
								<Route path="/systems">
									<SystemsPage />
								</Route>
								<Route path="/settings/*?">
									<Settings />
								</Route>
								<Route>
									<Lost />
								</Route>
							</Switch>
						</Shell>
					</SessionGate>
				</Route>
			</Switch>
		</Router>
	);
}
