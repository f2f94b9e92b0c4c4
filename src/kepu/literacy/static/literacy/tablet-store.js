/* What the tablet remembers: the cases taken along, and for each case what was filled in. One database per interviewer. */
window.kepuStore = (member) => {
  "use strict";
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(`kepu-field-${member}`, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore("bundle"); request.result.createObjectStore("work", { keyPath: "case" }); };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const run = async (store, mode, act) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    bundle: () => run("bundle", "readonly", (store) => store.get("bundle")),
    keep: (bundle) => run("bundle", "readwrite", (store) => store.put(bundle, "bundle")),
    work: () => run("work", "readonly", (store) => store.getAll()),
    one: (id) => run("work", "readonly", (store) => store.get(id)),
    save: (work) => run("work", "readwrite", (store) => store.put(work)),
    remove: (id) => run("work", "readwrite", (store) => store.delete(id)),
    clear: async () => { await run("bundle", "readwrite", (store) => store.clear()); await run("work", "readwrite", (store) => store.clear()); },
  };
};
