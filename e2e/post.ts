// A mail server on the loopback that speaks enough SMTP (RFC 5321) to take real mails, and keeps them.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Mail { to: string[]; raw: string; subject: string }

export interface Post { address: string; mails: Mail[]; stop(): Promise<void> }

/** Starts the server on a port of its own. */
export async function servePost(): Promise<Post> {
  const mails: Mail[] = []
  const server: Server = createServer((socket) => { converse(socket, mails) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, mails,
    stop: () => new Promise((resolve) => { server.close(() => { resolve() }) }),
  }
}

function converse(socket: Socket, mails: Mail[]): void {
  let rest = ''
  let to: string[] = []
  let body: string[] | null = null
  const say = (line: string): void => { socket.write(`${line}\r\n`) }
  const take = (line: string): void => {
    if (body) {
      if (line !== '.') { body.push(line.replace(/^\.\./, '.')); return }
      const raw = body.join('\r\n')
      mails.push({ to, raw, subject: subjectOf(raw) })
      body = null
      to = []
      say('250 taken')
      return
    }
    const [verb = ''] = line.toUpperCase().split(/[ :]/)
    if (verb === 'EHLO' || verb === 'HELO') say('250 localhost')
    else if (verb === 'MAIL' || verb === 'RSET' || verb === 'NOOP') say('250 ok')
    else if (verb === 'RCPT') { to.push(/<(.*)>/.exec(line)?.[1] ?? ''); say('250 ok') }
    else if (verb === 'DATA') { body = []; say('354 go on') }
    else if (verb === 'QUIT') { say('221 bye'); socket.end() }
    else say('502 not known')
  }
  socket.on('data', (chunk) => {
    rest += chunk.toString('utf8')
    const lines = rest.split('\r\n')
    rest = lines.pop() ?? ''
    lines.forEach(take)
  })
  socket.on('error', () => { socket.destroy() })
  say('220 localhost')
}

/** The subject in words: folded lines joined, encoded words decoded. */
function subjectOf(raw: string): string {
  const line = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? ''
  return line.replace(/\r\n[ \t]+/g, '').replace(/=\?utf-8\?(b|q)\?(.*?)\?=/gi, (_, how: string, text: string) =>
    how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : Buffer.from(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8'))
}
