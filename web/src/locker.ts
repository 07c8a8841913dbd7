/**
 * What this browser keeps of unfinished forms (IndexedDB): a write stands as soon as it is done, also when the browser dies the moment after.
 * By account, and emptied when somebody signs out. Where it is shut (private windows), everything goes on without it.
 */
const shelf = 'drafts'

let opened: Promise<IDBDatabase | null> | undefined
function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open('qingshen', 1)
      request.onupgradeneeded = () => request.result.createObjectStore(shelf)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
  return opened
}

async function work<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const db = await open()
  if (!db) return undefined
  return new Promise((resolve) => {
    try {
      const passage = db.transaction(shelf, mode)
      const request = act(passage.objectStore(shelf))
      passage.oncomplete = () => resolve(request.result)
      passage.onabort = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
}

export const locker = {
  get: (key: string): Promise<unknown> => work('readonly', (store) => store.get(key) as IDBRequest<unknown>),
  put: (key: string, value: unknown): Promise<unknown> => work('readwrite', (store) => store.put(value, key)),
  drop: (key: string): Promise<unknown> => work('readwrite', (store) => store.delete(key)),
  clear: (): Promise<unknown> => work('readwrite', (store) => store.clear()),
}
