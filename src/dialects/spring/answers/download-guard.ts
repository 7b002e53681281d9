import { decodeUtf8 } from '../reading/java-charset.ts'

/**
 * Whether Spring adds `Content-Disposition: inline;filename=f.txt` to what a converter writes: where the
 * path, as the client sent it, ends in an extension that a browser might run (R; the list of harmless ones S).
 */
export const needsFileName = (path: string): boolean =>
  (path.includes('.') || path.includes('%')) && !isHarmless(path.slice(path.lastIndexOf('/') + 1))

/** A percent sign in it is followed by two digits: nginx takes no other. */
const isHarmless = (last: string): boolean => {
  const semicolon = last.indexOf(';')
  const [name, parameters] =
    semicolon < 0 ? [last, ''] : [last.slice(0, semicolon), last.slice(semicolon)]
  return [name, parameters].every((part) => isSafe(extensionOf(decoded(part))))
}

const decoded = (text: string): string =>
  text.includes('%')
    ? decodeUtf8(
        Buffer.from(
          text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, 16)),
          ),
          'latin1',
        ),
      )
    : text

/** StringUtils.getFilenameExtension. */
const extensionOf = (text: string): string => {
  const dot = text.lastIndexOf('.')
  return dot < 0 || text.lastIndexOf('/') > dot ? '' : text.slice(dot + 1)
}

const isSafe = (extension: string): boolean =>
  extension.trim() === '' || safe.has(extension.toLowerCase())

/** Spring's own list, then pictures, sound, films and `+xml` of the media types it knows. */
const safe: ReadonlySet<string> = new Set(
  [
    'txt text yml properties csv json xml atom rss png jpe jpeg jpg gif wbmp bmp',
    '3ds 3g2 3gp aac adp aif aifc aiff asf asx au avi btif caf cgm cmx djv djvu dwg dxf f4v fh',
    'flac fli flv g3 gml gpx h261 h263 h264 ico ief inkml jpgm jpgv jpm kar kml ktx lvp m1v m2a',
    'm2v m3a m3u m4u m4v mathml mid midi mj2 mjp2 mka mkv mng mov movie mp2 mp2a mp3 mp4 mp4a',
    'mp4v mpe mpeg mpg mpg4 mpga mxu ncx oga ogg ogv opf pbm pct pcx pgm pic pnm ppm psd qt ra',
    'ram ras rdf rgb rmi sbml sid smi smil snd spx srx ssml svg svgz tga tif tiff ttml vxml wadl',
    'wav wax webm webp wma wmv wmx wsdl wvx xbm xdp xht xhtml xif xm xop xpm xslt xspf xul xwd yin',
  ].flatMap((line) => line.split(' ')),
)
