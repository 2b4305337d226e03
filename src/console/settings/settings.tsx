// Settings: for owners and admins.
export function Settings() {
	return <main aria-label="Settings" />;
}
