package org.echelle.host.spi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The native memory that only a plugin would close: memory managers without a parent that its own classes make, and arrays that they
 * detach from their manager. Both are written down here: calls that make or detach one lead here when a plugin's classes are loaded.
 */
public final class PluginArrays {
    private static final Map<String, List<NDManager>> BOOKS = new ConcurrentHashMap<>();
    private static final Map<String, DetachedArrays> DETACHED = new ConcurrentHashMap<>();

    private PluginArrays() {}

    /**
     * What was never closed.
     *
     * @param managers without a parent that are open
     * @param names those that they were given
     * @param arrays in them and in managers under them
     * @param bytes of the arrays' values
     * @param detached arrays that no manager has
     */
    public record Left(int managers, List<String> names, int arrays, long bytes, Detached detached) {
        /** Whether all was closed. */
        public boolean isNothing() {
            return managers == 0 && detached.arrays() == 0;
        }
    }

    /**
     * Arrays that were detached, are open and have no manager.
     *
     * @param arrays how many
     * @param bytes of their values
     * @param kinds how many there are of each data type, shape and, where it has one, name; in the order in which they were detached
     */
    public record Detached(int arrays, long bytes, Map<String, Integer> kinds) {}

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

    /**
     * Writes an array or each array of a list down; woven code calls it before it detaches it. It throws nothing that the call itself
     * would not.
     *
     * @param resource about to be detached; what is neither array nor list is left alone
     * @param owner whose class detaches it
     */
    public static void detached(Object resource, String owner) {
        if (resource instanceof NDArray array) {
            book(owner).add(array);
        } else if (resource instanceof NDList list) {
            DetachedArrays book = book(owner);
            for (NDArray array : list.toArray(new NDArray[0])) {
                book.add(array); // null is no array of DJL
            }
        }
    }

    private static DetachedArrays book(String owner) {
        return DETACHED.computeIfAbsent(owner, name -> new DetachedArrays());
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
        return new Left(open.size(), names, arrays, bytes, leftDetached(owner));
    }

    private static Detached leftDetached(String owner) {
        DetachedArrays book = DETACHED.get(owner);
        int arrays = 0;
        long bytes = 0;
        Map<String, Integer> kinds = new LinkedHashMap<>();
        for (NDArray array : book == null ? List.<NDArray>of() : book.open()) {
            try {
                DataType type = array.getDataType();
                if (type != DataType.STRING) { // texts have their values on Java's heap
                    String kind = type + " " + array.getShape();
                    kinds.merge(
                            array.getName() == null ? kind : kind + " \"" + array.getName() + "\"", 1, Integer::sum);
                    bytes += array.size() * type.getNumOfBytes();
                    arrays++;
                }
            } catch (IllegalStateException e) {
                // a thread that the plugin left behind has just closed it
            }
        }
        return new Detached(arrays, bytes, kinds);
    }

    /** Closes what an owner has open. Only to be called when nobody has its classes any more. */
    public static void close(String owner) {
        List<NDManager> all = BOOKS.remove(owner);
        if (all != null) {
            all.forEach(NDManager::close);
        }
        // After the managers, since one gives arrays back that were lent to it.
        DetachedArrays book = DETACHED.remove(owner);
        if (book != null) {
            book.open().forEach(NDArray::close);
        }
    }
}
