// Packages of Debian: what is there, and what has to be installed first.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";

/**
 * Makes sure that the packages are installed. As root it installs those that are missing, without their recommendations,
 * without removing anything and without starting any of their services; else it rejects with the command to run.
 */
export function needPackages(packages: readonly string[], report: (line: string) => void): void {
	const missing = packages.filter((name) => !isInstalled(name));
	if (missing.length === 0) return;
	const command = ["apt-get", "install", "--yes", "--no-install-recommends", "--no-remove", ...missing];
	if (!existsSync("/usr/bin/apt-get"))
		throw new Error(
			`this needs the Debian packages ${missing.join(", ")}: run it on Debian 12 or in a container of it`,
		);
	if (process.getuid?.() !== 0)
		throw new Error(`this needs packages that are not installed. As root:\n  ${command.join(" ")}`);
	report(`installs ${missing.join(", ")} with apt-get (some minutes)`);
	apt(["update", "--quiet"]);
	apt(command.slice(1));
}

/** Whether something takes mail from programs: RT's package wants one, of whichever kind. */
export function hasMailer(): boolean {
	return existsSync("/usr/sbin/sendmail");
}

/** As in `5.0.3+dfsg-3~deb12u6`. */
export function versionOf(name: string): string {
	return execFileSync("dpkg-query", ["--show", format("Version"), name], { encoding: "utf8" });
}

export function isInstalled(name: string): boolean {
	const said = spawnSync("dpkg-query", ["--show", format("db:Status-Status"), name], { encoding: "utf8" });
	return said.status === 0 && said.stdout === "installed";
}

/** dpkg-query(1): a field of a package. */
function format(field: string): string {
	return `--showformat=\${${field}}`;
}

function apt(args: string[]): void {
	const done = spawnSync("apt-get", args, {
		encoding: "utf8",
		maxBuffer: 64 * 1024 * 1024,
		// In runlevel 1 invoke-rc.d(8) starts no service.
		env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
	});
	if (done.status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${`${done.stdout}${done.stderr}`.slice(-2_000)}`);
}
