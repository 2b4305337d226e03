// What `npm run test:real` needs to know of a business system that it installs and runs itself.

export interface RealSystem {
	/** What `--only` calls it, in small letters. */
	name: string;
	/**
	 * Installs what is missing, starts the system on loopback with data of its own, makes a customer through the system's
	 * own interfaces, checks what Heddle's connector makes of it, and stops all that it started, whatever happened.
	 * `report` takes a line of progress. Rejects with a sentence for people where something is missing or not as expected.
	 */
	run(report: (line: string) => void): Promise<void>;
}
