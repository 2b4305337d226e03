// Stubs of objects: one function makes every one, so that none is created in the wrong jurisdiction.
import type { Jurisdiction } from "../protocol/jurisdiction.ts";

/** @param name begins with the workspace's id, and holds no personal data */
export function objectIn<T extends Rpc.DurableObjectBranded>(
	namespace: DurableObjectNamespace<T>,
	where: Jurisdiction,
	name: string,
): DurableObjectStub<T> {
	return (where === "none" ? namespace : namespace.jurisdiction(where)).getByName(name);
}
