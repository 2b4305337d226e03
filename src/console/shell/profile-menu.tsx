// Who I am here: availability, colours, sound, workspace, sign-out.
import { Avatar, Menu, SegmentedControl, Text, useMantineColorScheme } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import {
	IconBell,
	IconBuildingStore,
	IconCoffee,
	IconLogout,
	IconPlus,
	IconUserCheck,
	IconVolume,
	IconVolumeOff,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useSoundSwitch } from "../alerts/alert-stack.tsx";
import { useDesks } from "../desk/desks-provider.tsx";
import { signOut, switchWorkspace } from "../session/leaving.ts";
import { useMember } from "../session/me.ts";
import { NewWorkspaceDialog } from "./new-workspace-dialog.tsx";
import styles from "./shell.module.css";

export function ProfileMenu() {
	const { user, workspace, workspaces } = useMember();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const [isAway, setAway] = useAway();
	const [sounds, setSounds] = useSoundSwitch();
	const [makesWorkspace, setMakesWorkspace] = useState(false);
	return (
		<>
			<Menu position="right-end" width={260}>
				<Menu.Target>
					<button
						type="button"
						className={styles.avatar}
						aria-label={`${user.name}, ${isAway ? "away" : "available"}. Menu`}
					>
						<Avatar size={32} name={user.name} color="weft" variant="filled" aria-hidden />
						<span className={styles.available} data-away={isAway || undefined} aria-hidden />
					</button>
				</Menu.Target>
				<Menu.Dropdown>
					<div style={{ padding: "0.5rem 0.75rem" }}>
						<Text size="sm" fw={600} truncate>
							{user.name}
						</Text>
						<Text size="xs" c="dimmed" truncate>
							{user.email}
						</Text>
					</div>
					<Menu.Item
						closeMenuOnClick={false}
						leftSection={isAway ? <IconUserCheck size={16} aria-hidden /> : <IconCoffee size={16} aria-hidden />}
						onClick={() => setAway(!isAway)}
					>
						{isAway ? "Be available again" : "Set yourself away"}
					</Menu.Item>
					<Menu.Item
						closeMenuOnClick={false}
						leftSection={sounds ? <IconVolume size={16} aria-hidden /> : <IconVolumeOff size={16} aria-hidden />}
						onClick={() => setSounds(!sounds)}
					>
						{sounds ? "Mute alerts" : "Let alerts sound"}
					</Menu.Item>
					<NoticePermission />
					<div style={{ padding: "0.375rem 0.5rem" }}>
						<SegmentedControl
							fullWidth
							size="xs"
							aria-label="Colours"
							value={colorScheme}
							onChange={setColorScheme}
							data={[
								{ value: "light", label: "Light" },
								{ value: "dark", label: "Dark" },
								{ value: "auto", label: "Auto" },
							]}
						/>
					</div>
					<Menu.Divider />
					<Menu.Label>Workspace</Menu.Label>
					{workspaces.map((one) => (
						<Menu.Item
							key={one.id}
							leftSection={<IconBuildingStore size={16} aria-hidden />}
							aria-current={one.id === workspace.id || undefined}
							fw={one.id === workspace.id ? 650 : undefined}
							onClick={() => one.id !== workspace.id && switchWorkspace(one.id)}
						>
							{one.name}
						</Menu.Item>
					))}
					<Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMakesWorkspace(true)}>
						New workspace
					</Menu.Item>
					<Menu.Divider />
					<Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
						Sign out
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<NewWorkspaceDialog opened={makesWorkspace} onClose={() => setMakesWorkspace(false)} />
		</>
	);
}

/** Told to every desk, again after each reload: away is a state of the person, not of one page. */
function useAway(): [boolean, (away: boolean) => void] {
	const { desks } = useDesks();
	const [isAway, setAway] = useLocalStorage<boolean>({
		key: "heddle.away",
		defaultValue: false,
		getInitialValueInEffect: false,
	});
	useEffect(() => desks?.setAway(isAway), [desks, isAway]);
	return [isAway, setAway];
}

function NoticePermission() {
	const [permission, setPermission] = useState(() =>
		typeof Notification === "undefined" ? "denied" : Notification.permission,
	);
	if (permission !== "default") return null;
	return (
		<Menu.Item
			leftSection={<IconBell size={16} aria-hidden />}
			onClick={() => void Notification.requestPermission().then(setPermission)}
		>
			Show alerts on the desktop
		</Menu.Item>
	);
}
