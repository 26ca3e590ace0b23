package org.echelle.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drawn samples on their way to pages. Samples are drawn one after another while pages want them feature by feature, so every
 * fragment is kept for a while, and tens of thousands of them do not belong in memory: they lie in one file that goes with the
 * object.
 */
final class Fragments implements AutoCloseable {
    /** Which drawing: hook point, feature (-1 for the bare sample), sample. */
    record Key(int hook, int feature, int sample) {}

    private record Place(long at, int length) {}

    private final Map<Key, Place> places = new ConcurrentHashMap<>();
    private final Path file;
    private final FileChannel channel;
    private long end;

    Fragments(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    void put(Key key, String fragment) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(fragment);
        int length = bytes.remaining();
        long at;
        synchronized (this) {
            at = end;
            end += length;
        }
        for (long to = at; bytes.hasRemaining(); ) {
            to += channel.write(bytes, to);
        }
        places.put(key, new Place(at, length));
    }

    String get(Key key) throws IOException {
        Place place = places.get(key);
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        for (long from = place.at(); bytes.hasRemaining(); ) {
            int read = channel.read(bytes, from);
            if (read < 0) {
                throw new IOException("the file of drawn samples ended early");
            }
            from += read;
        }
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
