package org.echelle.install.catalogue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.echelle.install.InstallException;
import org.echelle.torch.Checksums;

/**
 * An archive made by {@code plugins export}. It was carried here, and may have been cut short or changed on the way: each member is
 * held against its checksum, which the JDK's reader does not do.
 */
final class Archive extends Place {
    /** A zip file ends in a record of this size, which begins with {@link #END}, and a comment. */
    private static final int END_BYTES = 22;

    private static final int END = 0x06054b50;
    private static final int MOST_COMMENT = 65_535;

    private final Path file;

    Archive(Path file) {
        super(file.toString());
        this.file = file;
    }

    /** The archive as a whole cannot be read; the message says why. */
    private static final class DamageException extends IOException {
        private static final long serialVersionUID = 1L;

        DamageException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    InputStream open(String name) throws IOException {
        ZipFile zip = zip();
        try {
            ZipEntry entry = zip.getEntry(plain(name));
            if (entry == null) {
                throw new NoSuchFileException(name);
            }
            return new Member(zip, entry);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private ZipFile zip() throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new DamageException(damage(e), e);
        }
    }

    /** Why the file cannot be opened as an archive. */
    private String damage(ZipException e) throws IOException {
        byte[] start;
        byte[] tail;
        long size = Files.size(file);
        long from = Math.max(0, size - END_BYTES - MOST_COMMENT);
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            start = new byte[(int) Math.min(2, size)];
            in.readFully(start);
            in.seek(from);
            tail = new byte[(int) (size - from)];
            in.readFully(tail);
        }
        if (size == 0) {
            return "it is empty";
        }
        if (start[0] != 'P' || start[start.length - 1] != (start.length == 1 ? 'P' : 'K')) {
            return "it does not begin as a zip file does";
        }
        return ends(tail, from)
                ? "its table of contents is not as it was written (" + e.getMessage() + ")"
                : "it was cut short at " + size + " bytes, or its end was changed";
    }

    /** Whether the last record is there, and not that of a jar inside: it lies where the table of contents ends of which it tells. */
    private static boolean ends(byte[] tail, long from) {
        ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.length - END_BYTES; at >= 0; at--) {
            if (bytes.getInt(at) == END
                    && Integer.toUnsignedLong(bytes.getInt(at + 12)) + Integer.toUnsignedLong(bytes.getInt(at + 16))
                            == from + at) {
                return true;
            }
        }
        return false;
    }

    @Override
    InstallException unreadable(String name, IOException cause) {
        String what;
        if (cause instanceof DamageException) {
            what = cause.getMessage();
        } else if (cause instanceof ZipException || cause instanceof EOFException) {
            what = "its member " + name + " " + cause.getMessage();
        } else {
            return super.unreadable(name, cause);
        }
        return new InstallException(
                "The archive " + this + " is damaged: " + what + "; " + mend() + ". Nothing was changed.", cause);
    }

    @Override
    public String mend() {
        return "copy the archive again from where `echelle plugins export` wrote it, and compare the SHA-256 of both"
                + " (here " + Checksums.sha256(file) + ")";
    }

    @Override
    String listing() {
        return "`echelle plugins export` writes archives that have one; if it wrote this one, " + mend();
    }

    /** One member, held against its checksum when it ends; the archive is closed with it. */
    private static final class Member extends CheckedInputStream {
        private final ZipFile zip;
        private final ZipEntry entry;

        Member(ZipFile zip, ZipEntry entry) throws IOException {
            super(begun(zip, entry), new CRC32());
            this.zip = zip;
            this.entry = entry;
        }

        private static InputStream begun(ZipFile zip, ZipEntry entry) throws IOException {
            try {
                return zip.getInputStream(entry);
            } catch (ZipException e) {
                throw unpacked(e);
            }
        }

        private static ZipException unpacked(IOException cause) {
            ZipException told = new ZipException("cannot be unpacked (" + cause.getMessage() + ")");
            told.initCause(cause);
            return told;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n;
            try {
                n = super.read(buffer, from, length);
            } catch (ZipException | EOFException e) {
                throw unpacked(e);
            }
            if (n < 0 && getChecksum().getValue() != entry.getCrc()) {
                throw new ZipException("does not match its checksum");
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            super.close();
            zip.close();
        }
    }
}
