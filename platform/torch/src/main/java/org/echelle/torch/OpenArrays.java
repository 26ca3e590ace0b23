package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Locale;

/**
 * How much native memory a manager and all managers under it hold.
 *
 * @param arrays open ones
 * @param bytes of their values
 */
public record OpenArrays(int arrays, long bytes) {
    /** Counts; a manager that is closed holds nothing. */
    public static OpenArrays of(NDManager manager) {
        int arrays = 0;
        long bytes = 0;
        if (manager.isOpen()) {
            for (NDArray array : manager.getManagedArrays()) {
                arrays++;
                bytes += array.size() * array.getDataType().getNumOfBytes();
            }
        }
        return new OpenArrays(arrays, bytes);
    }

    /** In words. */
    @Override
    public String toString() {
        return arrays + (arrays == 1 ? " array (" : " arrays (") + words(bytes) + ")";
    }

    private static String words(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
