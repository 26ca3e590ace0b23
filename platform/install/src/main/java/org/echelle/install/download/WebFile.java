package org.echelle.install.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.echelle.api.Progress;

/**
 * A file at an address of which nothing else is known, no checksum either: at the next look another one may lie there. What arrived
 * before is used only where the server says that it is of the file that lies there now.
 *
 * @param address where it lies
 * @param http asks for it
 */
public record WebFile(URI address, Http http) {
    /**
     * Brings the file here, as it is on the server now.
     *
     * @param part where it arrives, and what arrived before
     * @throws IOException when the server cannot be reached, or has no such file
     * @throws DownloadException when it broke off and goes no further
     */
    public void fetch(Path part, Progress progress) throws IOException {
        Files.createDirectories(part.getParent());
        FileVersion now = http.version(address);
        boolean more = now.size() >= 0 && Files.exists(part) && Files.size(part) > now.size();
        if (more || !now.same(FileVersion.beside(part))) {
            now.begin(part);
        }
        String name = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
        new Download(name, part, now.size(), new Arriving(this, part)).run(0, progress);
    }

    /** The file on its way to a place, of the version that is noted there. */
    private record Arriving(WebFile file, Path part) implements Download.Source {
        @Override
        public InputStream open(long from, LongConsumer opened) throws IOException {
            return file.http.open(file.address, from, FileVersion.beside(part), version -> version.begin(part), opened);
        }

        @Override
        public boolean goesOnLater() throws IOException {
            return FileVersion.beside(part).known();
        }
    }
}
