package org.echelle.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A range of bytes in a file; opened only while it is being mapped, so that nobody has to close it. */
record FileSlice(Path file, long begin, long length) {
    /** Linux allows a process some 65 000 mappings; a file of many small parts would use them up, so those are copied. */
    private static final int COPIED = 1 << 14;

    /** The bytes, read-only and mapped unless they are few; at most 2 GiB. */
    ByteBuffer map() {
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        if (length > Integer.MAX_VALUE) {
            throw new TorchException("A part of " + file + " is larger than 2 GiB; save that file as safetensors.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (begin + length > channel.size()) {
                throw new TorchException(file + " has become shorter since it was opened; open it again.");
            }
            if (length <= COPIED) {
                return read(channel, begin, (int) length);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    /** Reads into a fresh little-endian heap buffer, ready to be read from. */
    static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long at = position;
        while (out.hasRemaining()) {
            int n = channel.read(out, at);
            if (n < 0) {
                throw new EOFException("the file ends at byte " + at);
            }
            at += n;
        }
        return out.flip();
    }

    /** Closes a channel that could not be handed on; the failure that led here is the one worth telling. */
    static void closeQuietlyAfterFailure(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new TorchException("Cannot close a file: " + Failures.reason(e) + ".", e);
            }
        }
    }
}
