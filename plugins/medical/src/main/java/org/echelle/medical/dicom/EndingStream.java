package org.echelle.medical.dicom;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Bytes that end. JJ2000 takes what comes behind a stream's last byte for bits that are set, and some of its loops run for as long as bits are: a
 * broken frame would never come back. Sound streams hardly reach beyond their end, so who goes on asking is told in another way.
 */
final class EndingStream extends MemoryCacheImageInputStream {
    private static final int MOST_BEYOND = 1 << 16;

    private int beyond;

    EndingStream(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
        return told(super.read());
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
        return told(super.read(b, from, length));
    }

    private int told(int read) throws EOFException {
        if (read < 0 && ++beyond > MOST_BEYOND) {
            throw new EOFException("the stream has ended");
        }
        return read;
    }
}
