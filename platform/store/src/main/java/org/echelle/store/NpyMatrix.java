package org.echelle.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.echelle.torch.ElementType;
import org.echelle.torch.NpyHeader;
import org.echelle.torch.TorchException;

/**
 * A NumPy array that is to be read as rows.
 *
 * @param header what its first bytes say
 */
record NpyMatrix(NpyHeader header) {
    static boolean looksLike(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return NpyHeader.startsLikeOne(in.readNBytes(8));
        }
    }

    static NpyMatrix read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /** Reads the header and leaves the stream at the data. */
    static NpyMatrix read(InputStream in, String where) throws IOException {
        try {
            return new NpyMatrix(NpyHeader.read(in, where));
        } catch (TorchException e) {
            String what = e.getMessage();
            throw new StoreException(what.contains(where) ? what : where + ": " + what, e);
        }
    }

    static StoreException damaged(String where, String what) {
        return new StoreException("Cannot read " + where + ": " + what + ".");
    }

    long[] shape() {
        return header.shape();
    }

    ElementType type() {
        return header.type();
    }

    ByteOrder order() {
        return header.order();
    }

    boolean fortran() {
        return header.fortran();
    }

    long begin() {
        return header.dataStart();
    }

    void requireMatrix(Path file, String name) {
        if (shape().length != 2) {
            throw TensorChoice.notTwo(file, name, shape());
        }
        if (shape()[0] < 1
                || shape()[1] < 1
                || shape()[1] > Integer.MAX_VALUE
                || shape()[0] > Long.MAX_VALUE / 16 / shape()[1]) {
            throw new StoreException(TensorChoice.called(file, name) + " holds no values: its shape is "
                    + Arrays.toString(shape()) + "; activations are a matrix [rows, width].");
        }
    }

    long dataBytes() {
        return shape()[0] * shape()[1] * type().bytes();
    }

    /** Rows of the array that lies in a file at {@link #begin()}. */
    MatrixFile open(Path file, String what) throws IOException {
        requireMatrix(file, "");
        String kind = what + ", " + type() + (order() == ByteOrder.BIG_ENDIAN ? " big-endian" : "")
                + (fortran() ? " by column" : "");
        int width = (int) shape()[1];
        MappedRows rows = fortran()
                ? Spill.transposed(
                        MappedRows.map(file, begin(), shape()[0] * width, 1, type(), order()), shape()[0], width)
                : MappedRows.map(file, begin(), shape()[0], width, type(), order());
        return MatrixFile.ofSamples(file, kind, rows, shape()[0], width);
    }
}
