// The envelope: a workspace's data key, sealed by the deployment's key for that workspace and no other.
import { bytesOf, liveKeysFor, newSecret, type Secrets } from "../platform/keys.ts";
import { open, seal } from "../platform/seal.ts";

/** A new data key, sealed under the newest secret. */
export function newEnvelope(secrets: Secrets, workspaceId: string): Promise<string> {
	return sealed(secrets, workspaceId, newSecret());
}

/** The 32 bytes of the data key. Throws where no live secret opens it, or it is another workspace's. */
export async function openEnvelope(
	secrets: Secrets,
	workspaceId: string,
	envelope: string,
): Promise<Uint8Array<ArrayBuffer>> {
	return bytesOf((await opened(secrets, workspaceId, envelope)).dataKey);
}

/**
 * The same data key under the newest secret; null where it is that already. Throws where no live secret opens it. What
 * the data key has sealed stays as it is.
 */
export async function renewEnvelope(secrets: Secrets, workspaceId: string, envelope: string): Promise<string | null> {
	const { dataKey, byNewest } = await opened(secrets, workspaceId, envelope);
	return byNewest ? null : sealed(secrets, workspaceId, dataKey);
}

async function opened(secrets: Secrets, workspaceId: string, envelope: string) {
	for (const [age, key] of (await liveKeysFor(secrets, "data-keys")).entries()) {
		try {
			return { dataKey: await open(key, placeOf(workspaceId), envelope), byNewest: age === 0 };
		} catch {
			// The next one may open it.
		}
	}
	throw new Error("a workspace's data key opens with no live secret");
}

async function sealed(secrets: Secrets, workspaceId: string, dataKey: string): Promise<string> {
	const [newest] = await liveKeysFor(secrets, "data-keys");
	if (!newest) throw new Error("no deployment secret");
	return seal(newest, placeOf(workspaceId), dataKey);
}

function placeOf(workspaceId: string): string[] {
	return ["workspace", workspaceId];
}
