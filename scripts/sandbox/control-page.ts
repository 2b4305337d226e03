// The page with the switches: four files, read once at the start.
import { readFileSync } from "node:fs";
import { Hono } from "hono";

export function controlPage(): Hono {
	const app = new Hono();
	const file = (name: string): string => readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
	const [page, script] = [file("control.html"), file("control.js")];
	app.get("/", (c) => c.html(page));
	for (const name of ["control.css", "control-systems.css"]) {
		const styles = file(name);
		app.get(`/${name}`, (c) => c.body(styles, 200, { "content-type": "text/css; charset=utf-8" }));
	}
	app.get("/control.js", (c) => c.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }));
	return app;
}
