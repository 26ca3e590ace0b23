package org.echelle.host.spi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory managers without a parent that plugins' own classes make. Nobody but the plugin closes them, so they are written down here:
 * calls that make one lead here when a plugin's classes are loaded.
 */
public final class PluginArrays {
    private static final Map<String, List<NDManager>> BOOKS = new ConcurrentHashMap<>();

    private PluginArrays() {}

    /**
     * What was never closed.
     *
     * @param managers without a parent that are open
     * @param names those that they were given
     * @param arrays in them and in managers under them
     * @param bytes of the arrays' values
     */
    public record Left(int managers, List<String> names, int arrays, long bytes) {}

    /**
     * Writes a manager down; woven code calls it.
     *
     * @param manager just made
     * @param owner whose class made it
     * @return the manager
     */
    public static NDManager opened(NDManager manager, String owner) {
        if (manager != null) {
            BOOKS.compute(owner, (name, before) -> {
                List<NDManager> all = before == null ? new ArrayList<>() : before;
                // Those closed are struck off before the list would have to grow.
                if (Integer.bitCount(all.size()) == 1) {
                    all.removeIf(m -> !m.isOpen());
                }
                all.add(manager);
                return all;
            });
        }
        return manager;
    }

    /** What an owner has open. */
    public static Left left(String owner) {
        List<NDManager> open = new ArrayList<>();
        BOOKS.computeIfPresent(owner, (name, all) -> {
            all.removeIf(m -> !m.isOpen());
            open.addAll(all);
            return all;
        });
        int arrays = 0;
        long bytes = 0;
        List<String> names = new ArrayList<>();
        for (NDManager manager : open) {
            for (NDArray array : manager.getManagedArrays()) {
                arrays++;
                bytes += array.size() * array.getDataType().getNumOfBytes();
            }
        }
        open.forEach(m -> names.add(m.getName()));
        return new Left(open.size(), names, arrays, bytes);
    }

    /** Closes what an owner has open. Only to be called when nobody has its classes any more. */
    public static void close(String owner) {
        List<NDManager> all = BOOKS.remove(owner);
        if (all != null) {
            all.forEach(NDManager::close);
        }
    }
}
