package org.echelle.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.echelle.torch.ElementType;

/** Matrices that do not lie in their file as plain rows, put into a temporary file that does; it goes with the program. */
final class Spill {
    private Spill() {}

    /**
     * A matrix stored column by column, as float32 rows.
     *
     * @param columns its elements, one a row
     */
    static MappedRows transposed(MappedRows columns, long rows, int width) throws IOException {
        int tile = (int) Math.max(1, Math.min(rows, (16 << 20) / (4L * width)));
        ByteBuffer out = ByteBuffer.allocateDirect(4 * tile * width).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer target = out.asFloatBuffer();
        FloatBuffer column = FloatBuffer.allocate(tile);
        Path file = temporary();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long first = 0; first < rows; first += tile) {
                int now = (int) Math.min(tile, rows - first);
                for (int j = 0; j < width; j++) {
                    columns.copy(j * rows + first, now, column, 0);
                    for (int r = 0; r < now; r++) {
                        target.put(r * width + j, column.get(r));
                    }
                }
                out.clear().limit(4 * now * width);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
        }
        return map(file, rows, width, ElementType.F32, ByteOrder.LITTLE_ENDIAN);
    }

    /** Unpacks a stream of exactly {@code bytes} bytes. */
    static Path unpacked(InputStream in, long bytes, String where) throws IOException {
        Path file = temporary();
        byte[] buffer = new byte[1 << 18];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long left = bytes;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    Files.deleteIfExists(file);
                    throw NpyMatrix.damaged(where, "it ends " + left + " bytes before its shape says");
                }
                ByteBuffer out = ByteBuffer.wrap(buffer, 0, n);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
                left -= n;
            }
        }
        return file;
    }

    /** Maps a temporary file and removes its name; on systems that refuse, it goes when the program ends. */
    static MappedRows map(Path file, long rows, int width, ElementType type, ByteOrder order) throws IOException {
        MappedRows mapped = MappedRows.map(file, 0, rows, width, type, order);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.delete(file);
        }
        return mapped;
    }

    private static Path temporary() throws IOException {
        Path file = Files.createTempFile("echelle-", ".rows");
        file.toFile().deleteOnExit();
        return file;
    }
}
