/** Why a text can't be a file path of a flow; undefined when it can: relative, POSIX, inside the host's folder. */
export function filePathFault(path: string): 'path-absolute' | 'path-outside' | 'path-not-posix' | 'path-empty-part' | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return 'path-absolute'
  if (path.includes('\\') || /\p{Cc}/u.test(path)) return 'path-not-posix'
  const parts = path.split('/')
  if (parts.includes('..')) return 'path-outside'
  if (parts.some((part) => part === '' || part === '.')) return 'path-empty-part'
  return undefined
}
