// Keeps the desks of my teams open while somebody is signed in.
import {
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useEffect,
	useState,
	useSyncExternalStore,
} from "react";
import { forgetTicket } from "../http/tickets.ts";
import { useMember } from "../session/me.ts";
import { Desks } from "./desks.ts";
import { useReopening } from "./reopening.ts";
import type { DesksView } from "./together.ts";

const DesksContext = createContext<Desks | null>(null);

export function DesksProvider({ children }: { children: ReactNode }) {
	const { teams, user, workspace } = useMember();
	const [desks, setDesks] = useState<Desks | null>(null);
	const [reopened, setReopened] = useState(0);
	// Who I am and where is part of what these sockets show: another person or workspace needs new ones.
	const identity = [user.id, workspace.id, ...teams.map((team) => team.id)].join(" ");

	useReopening(
		desks,
		useCallback(() => setReopened((times) => times + 1), []),
	);

	// biome-ignore lint/correctness/useExhaustiveDependencies: opened anew for the same person too
	useEffect(() => {
		const [, , ...teamIds] = identity.split(" ");
		const opened = new Desks(teamIds);
		setDesks(opened);
		return () => {
			opened.close();
			// It names the teams of its time.
			forgetTicket();
			setDesks(null);
		};
	}, [identity, reopened]);

	return <DesksContext value={desks}>{children}</DesksContext>;
}

const NOT_YET: DesksView = { link: "connecting", rows: [], unlisted: 0, alerts: [], unlistedAlerts: 0, agents: [] };
const noSubscription = () => () => {};
const notYet = () => NOT_YET;

export function useDesks(): { view: DesksView; desks: Desks | null } {
	const desks = useContext(DesksContext);
	const view = useSyncExternalStore(desks?.subscribe ?? noSubscription, desks?.snapshot ?? notYet);
	return { view, desks };
}
