// The workspace that this tab shows: kept for the tab alone, so that each acts for what is on its own screen.

const KEY = "heddle.workspace";

/** Undefined until this tab has shown one: then the sign-in's active workspace is shown. */
export function workspaceOfTab(): string | undefined {
	return sessionStorage.getItem(KEY) ?? undefined;
}

export function showInTab(workspaceId: string): void {
	sessionStorage.setItem(KEY, workspaceId);
}

export function forgetTab(): void {
	sessionStorage.removeItem(KEY);
}
