// What is around every screen behind the sign-in: the rail, the alerts, the keys.
import { Center, Loader } from "@mantine/core";
import { type ReactNode, Suspense } from "react";
import { useLocation } from "wouter";
import { AlertStack } from "../alerts/alert-stack.tsx";
import { DesksProvider } from "../desk/desks-provider.tsx";
import { KeysSheet } from "./keys-sheet.tsx";
import { Rail } from "./rail.tsx";
import styles from "./shell.module.css";

export function Shell({ children }: { children: ReactNode }) {
	const [at] = useLocation();
	return (
		<DesksProvider>
			<div className={styles.shell} data-deep={at.startsWith("/conversations/") || undefined}>
				<Rail />
				<div className={styles.column}>
					<AlertStack />
					<div className={styles.screen}>
						<Suspense
							fallback={
								<Center h="100%">
									<Loader type="dots" aria-label="Loading" />
								</Center>
							}
						>
							{children}
						</Suspense>
					</div>
				</div>
			</div>
			<KeysSheet />
		</DesksProvider>
	);
}
