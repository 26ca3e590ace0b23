package org.echelle.host.spi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.NativeResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays that one plugin's classes detached. They are held until they are closed: DJL frees no memory when an array's Java object is
 * collected, so an array that everybody forgot can be told and closed here alone. An array that was attached again is its manager's, and
 * DJL itself holds both until the manager is closed. May be used from several threads.
 */
final class DetachedArrays {
    private static final int SMALL = 64;

    // By DJL's number of the array, since equal arrays are those of equal values; in the order in which they came.
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private int full = SMALL;

    /**
     * Writes an array down, once. One of a class of the plugin's own is not: it would hold the plugin's classes, and what it wraps is
     * written down when it is detached itself.
     */
    synchronized void add(NDArray array) {
        boolean ofDjl = array instanceof NativeResource<?>
                && array.getClass().getClassLoader() == NDArray.class.getClassLoader();
        if (ofDjl && arrays.putIfAbsent(array.getUid(), array) == null && arrays.size() >= full) {
            arrays.values().removeIf(NDArray::isReleased);
            full = Math.max(SMALL, 2 * arrays.size());
        }
    }

    /** Those that are open and have no manager that would close them. */
    synchronized List<NDArray> open() {
        arrays.values().removeIf(NDArray::isReleased);
        return arrays.values().stream()
                .filter(a -> a.getManager() instanceof NDManager.SystemNDManager)
                .toList();
    }

    /** How many are held. */
    synchronized int held() {
        return arrays.size();
    }
}
