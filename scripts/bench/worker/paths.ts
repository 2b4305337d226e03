// What the bench and its Worker have to agree on.

/** Behind it: the name of a floor. */
export const FLOOR_PATH = "/bench/floor/";
/** How often handlers of conversations were entered, as JSON. */
export const ENTRIES_PATH = "/bench/entries";
/** Behind it: what is counted (`gathered`, `alternating`), a slash, and a name of no other count. Answers with the counts. */
export const COST_PATH = "/bench/cost/";
/** In a conversation's id: each of its frames is a commit of its own. */
export const GATHERS_NOT = "GathersNot";
/** Behind it: how many look-ups, a slash, the workspace's id, a slash, the connection's. Each for another customer. */
export const LOOK_UPS_PATH = "/bench/look-ups/";
/** Behind it: keys of cards, with commas. Answers with what KV has there, as it is: the floor of a cached profile; DELETE empties it. */
export const KV_PATH = "/bench/kv/";
/** A webhook's floor: what comes goes into a queue of the bench's own, whose consumer inserts one row into FLOOR_TABLE. */
export const FLOOR_HOOK_PATH = "/bench/hooks";
export const FLOOR_QUEUE = "bench-floor";
export const FLOOR_TABLE = "bench_floor";
