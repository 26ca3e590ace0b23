package org.echelle.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The smallest TorchScript archive: a zip of stored entries with one class and one stateless object of it. */
final class KernelArchive {
    private static final String CLASS = "K";

    private KernelArchive() {}

    /**
     * Builds an archive.
     *
     * @param body methods at any common indentation
     */
    static byte[] of(String body) {
        StringBuilder source = new StringBuilder(
                "class " + CLASS + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n" + "  training : bool\n");
        for (String line : body.stripIndent().split("\n", -1)) {
            source.append(line.isBlank() ? "" : "  " + line).append('\n');
        }
        // protocol 2: class __torch__.K, empty arguments, NEWOBJ, state {"training": false} by SETITEMS (older readers
        // know no SETITEM),
        // BUILD
        byte[] object = ("\u0080\u0002c__torch__\n" + CLASS + "\n)\u0081}(X\u0008\0\0\0training\u0089ub.")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] noConstants = {(byte) 0x80, 2, ')', '.'};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            store(zip, "k/data.pkl", object);
            store(zip, "k/code/__torch__.py", source.toString().getBytes(StandardCharsets.UTF_8));
            store(zip, "k/constants.pkl", noConstants);
            store(zip, "k/version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0); // the same text gives the same bytes
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
