// The console: agents' and admins' screens.
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./console.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { queries } from "./http/queries.ts";
import { theme } from "./theme.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
	<StrictMode>
		<MantineProvider theme={theme} defaultColorScheme="auto" deduplicateInlineStyles>
			<Notifications position="bottom-right" limit={4} />
			<QueryClientProvider client={queries}>
				<App />
			</QueryClientProvider>
		</MantineProvider>
	</StrictMode>,
);
