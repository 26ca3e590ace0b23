package org.echelle.install.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.download.Download;
import org.echelle.install.download.Http;
import org.echelle.install.download.Reason;
import org.echelle.install.download.StatusException;
import org.echelle.install.download.WebFile;

/** Where a catalogue and its jars lie: a folder, an archive made by {@code plugins export}, or an address. */
public abstract class Place {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** No catalogue is larger. */
    private static final int MOST_BYTES = 64 << 20;

    private final String where;

    private Place(String where) {
        this.where = where;
    }

    /**
     * The place of that name.
     *
     * @param where an address that begins with http, a folder, or a {@code .zip}
     * @throws InstallException when there is no such folder or file, or the address is wrong
     */
    public static Place of(String where) {
        String name = named(where);
        if (Address.isMeant(where)) {
            return new Web(name, Address.of(name));
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return new Folder(path);
        }
        if (Files.isRegularFile(path) && where.endsWith(".zip")) {
            return new Archive(path);
        }
        throw new InstallException("There is no folder or .zip file " + path + " to read a catalogue from.");
    }

    /** The one name of a place that a user may write in several ways; the place need not be there. */
    static String named(String where) {
        return Address.isMeant(where)
                ? where.replaceFirst("/+$", "")
                : Path.of(where).toAbsolutePath().normalize().toString();
    }

    /**
     * Brings a jar here from an address of its own, as it is there now.
     *
     * @param part where it arrives
     * @throws InstallException when the server cannot be reached or has no such file
     */
    public static void fetch(URI address, Path part, Progress progress) {
        try {
            new WebFile(address, new Http(PATIENCE)).fetch(part, progress);
        } catch (IOException e) {
            throw new InstallException(
                    "The file " + address + " cannot be read (" + Reason.of(e)
                            + "); check the network and the address.",
                    e);
        }
    }

    /** Whether it is read over a network. */
    public boolean remote() {
        return false;
    }

    /** A small file; empty when there is none. */
    Optional<byte[]> small(String name) {
        try (InputStream in = open(name, 0, from -> {})) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new InstallException("The file " + name + " in " + where + " is larger than " + (MOST_BYTES >> 20)
                        + " MB; that is no catalogue.");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (StatusException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw unreachable(name, e);
        } catch (IOException e) {
            throw unreachable(name, e);
        }
    }

    /**
     * Brings a jar here; what arrived before is taken up where it ended.
     *
     * @param part where it arrives
     * @param size bytes
     */
    public void fetch(String name, Path part, long size, Progress progress) {
        try {
            Files.createDirectories(part.getParent());
            new Download(name, part, size, (from, opened) -> open(name, from, opened)).run(0, progress);
        } catch (IOException e) {
            throw unreachable(name, e);
        }
    }

    private InstallException unreachable(String name, IOException cause) {
        return new InstallException(
                name + " in " + where + " cannot be read (" + Reason.of(cause) + "); check the network or the path.",
                cause);
    }

    abstract InputStream open(String name, long from, LongConsumer opened) throws IOException;

    @Override
    public String toString() {
        return where;
    }

    /** Plain names only: an entry must not lead out of its catalogue. */
    private static String plain(String name) {
        if (!name.matches("[A-Za-z0-9._+-]+") || name.startsWith(".")) {
            throw new InstallException(
                    "A catalogue names the file \"" + name + "\", which is no plain file name; nothing was done.");
        }
        return name;
    }

    private static final class Folder extends Place {
        private final Path folder;

        Folder(Path folder) {
            super(folder.toString());
            this.folder = folder;
        }

        @Override
        InputStream open(String name, long from, LongConsumer opened) throws IOException {
            InputStream in = Files.newInputStream(folder.resolve(plain(name)));
            in.skipNBytes(from);
            opened.accept(from);
            return in;
        }
    }

    private static final class Archive extends Place {
        private final Path file;

        Archive(Path file) {
            super(file.toString());
            this.file = file;
        }

        @Override
        InputStream open(String name, long from, LongConsumer opened) throws IOException {
            ZipFile zip = new ZipFile(file.toFile());
            ZipEntry entry = zip.getEntry(plain(name));
            if (entry == null) {
                zip.close();
                throw new NoSuchFileException(name);
            }
            InputStream in = zip.getInputStream(entry);
            in.skipNBytes(from);
            opened.accept(from);
            return new java.io.FilterInputStream(in) {
                @Override
                public void close() throws IOException {
                    super.close();
                    zip.close();
                }
            };
        }
    }

    private static final class Web extends Place {
        private final URI base;
        private final Http http = new Http(PATIENCE);

        Web(String where, URI base) {
            super(where);
            this.base = base;
        }

        @Override
        public boolean remote() {
            return true;
        }

        @Override
        InputStream open(String name, long from, LongConsumer opened) throws IOException {
            return http.open(URI.create(base + "/" + plain(name)), Map.of(), from, opened);
        }
    }
}
