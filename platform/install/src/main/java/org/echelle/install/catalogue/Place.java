package org.echelle.install.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

    Place(String where) {
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
        try (InputStream in = open(name)) {
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
            throw unreadable(name, e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Brings a jar here.
     *
     * @param part where it arrives
     * @param size bytes
     * @throws InstallException when it is not there, or cannot be read to its end
     */
    public void fetch(String name, Path part, long size, Progress progress) {
        try {
            Files.createDirectories(part.getParent());
            bring(name, part, size, progress);
        } catch (NoSuchFileException e) {
            throw new InstallException(
                    "The catalogue in " + where + " lists the file " + name + ", which is not there; " + mend()
                            + ". Nothing was changed.",
                    e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Copies a file of this machine, and little more than what was told of it: where that breaks, another try would break as well. */
    void bring(String name, Path part, long size, Progress progress) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = open(name);
                OutputStream out = Files.newOutputStream(part)) {
            long got = 0;
            for (int n = in.read(buffer); n > 0 && got <= size; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                got += n;
                progress.advance(got, name);
                progress.check();
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** What is told of a file that cannot be read. */
    InstallException unreadable(String name, IOException cause) {
        return new InstallException(
                name + " in " + where + " cannot be read (" + Reason.of(cause) + "); " + unreadable() + ".", cause);
    }

    /** What to do about a file that cannot be read. */
    String unreadable() {
        return "check the path, and whether you may read it";
    }

    /** What to do about a jar that is not there, or is not the one that was listed. */
    public String mend() {
        return "copy it there again from where it is whole";
    }

    /** What to do where there is no list. */
    String listing() {
        return "`echelle plugins catalogue make` writes one for a folder of plugins";
    }

    abstract InputStream open(String name) throws IOException;

    @Override
    public String toString() {
        return where;
    }

    /** Plain names only: an entry must not lead out of its catalogue. */
    static String plain(String name) {
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
        InputStream open(String name) throws IOException {
            return Files.newInputStream(folder.resolve(plain(name)));
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
        void bring(String name, Path part, long size, Progress progress) throws IOException {
            URI address = address(name);
            new Download(name, part, size, (from, opened) -> http.open(address, Map.of(), from, opened))
                    .run(0, progress);
        }

        @Override
        InputStream open(String name) throws IOException {
            return http.open(address(name), Map.of(), 0, from -> {});
        }

        @Override
        String unreadable() {
            return "check the network and the address";
        }

        @Override
        public String mend() {
            return "try again, and tell whoever publishes it when that does not help";
        }

        private URI address(String name) {
            return URI.create(base + "/" + plain(name));
        }
    }
}
