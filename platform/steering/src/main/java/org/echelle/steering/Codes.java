package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.echelle.store.SparseRows;

/**
 * Codes of rows, remembered: an experiment sends the same samples through the subject dozens of times, and the rows that reach the
 * hook point are the same each time. What is remembered is used only when every value is equal to the bit.
 */
final class Codes {
    private record Known(
            float[] rows,
            Map<String, Integer> stamps,
            Decoding decoding,
            SparseRows codes,
            double[] scales,
            float[][] reconstruction) {}

    private final Decoding decoding;
    private final int capacity;
    private final Deque<Known> known = new ArrayDeque<>();
    private Known current;

    /** @param capacity how many activations are remembered; 0 for none */
    Codes(Decoding decoding, int capacity) {
        this.decoding = decoding;
        this.capacity = capacity;
    }

    /**
     * Encodes rows {@code [R, d]}, whose values are {@code host} now.
     *
     * @param stamps what the subject stamped them with
     * @param wanted features whose codes will be asked for; the others' may be missing
     */
    void see(NDArray rows, float[] host, Map<String, Integer> stamps, int[] wanted) {
        for (Known k : known) {
            if (k.stamps().equals(stamps) && Arrays.equals(k.rows(), host)) {
                current = k;
                return;
            }
        }
        Decoding here = decoding.at(stamps);
        SparseRows codes = capacity == 0 ? here.encode(rows, wanted) : here.encode(rows);
        float[] own = capacity == 0 ? host : host.clone(); // the caller goes on to change it
        current = new Known(own, Map.copyOf(stamps), here, codes, here.scales(rows, codes), new float[1][]);
        if (capacity > 0) {
            if (known.size() >= capacity) {
                known.removeLast();
            }
            known.addFirst(current);
        }
    }

    SparseRows codes() {
        return current.codes();
    }

    double[] scales() {
        return current.scales();
    }

    /** Of the rows last seen. */
    float[] reconstruction(NDArray rows) {
        if (current.reconstruction()[0] == null) {
            current.reconstruction()[0] = current.decoding().reconstruct(rows);
        }
        return current.reconstruction()[0];
    }
}
