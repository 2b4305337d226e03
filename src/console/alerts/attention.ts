// How many things wait for me: the number in the tab's title.

import { useDesks } from "../desk/desks-provider.tsx";
import { waitingIn } from "../desk/rows.ts";
import { useMember } from "../session/me.ts";
import { concernsMe } from "./alarm.ts";

/** Alerts that concern me or that nobody has looked at yet, and customers of mine who wait for an answer. */
export function useAttention(): number {
	const { view } = useDesks();
	const { user } = useMember();
	const mine = view.rows.filter((row) => row.assignee?.id === user.id);
	return view.alerts.filter((alert) => concernsMe(alert, user.id)).length + view.unlistedAlerts + waitingIn(mine);
}
