package org.echelle.recommender;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.api.ItemRanking;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.recommender.items.Described;
import org.echelle.recommender.items.ItemTable;

/** Users' histories in memory, 4 bytes an action and 8 where the log has times. A user is a sample and a group of their own. */
public final class HistorySource implements SampleSource {
    private final List<History> histories;
    private final ItemTable items;
    private final Map<String, Described> users;
    private final int rows;
    private String fingerprint;

    /**
     * @param histories one a user, without titles
     * @param items what is known of items
     * @param users what is known of users, by the log's ids
     */
    public HistorySource(List<History> histories, ItemTable items, Map<String, Described> users) {
        this.histories = List.copyOf(histories);
        this.items = items;
        this.users = Map.copyOf(users);
        int most = items.rows() - 1;
        for (History h : histories) {
            most = Math.max(
                    most,
                    Math.max(Arrays.stream(h.items()).max().orElse(0), h.next().orElse(0)));
        }
        rows = most + 1;
    }

    /**
     * The samples as this plugin's.
     *
     * @throws RecommenderException for samples of another plugin
     */
    public static HistorySource of(SampleSource samples) {
        if (samples instanceof HistorySource own) {
            return own;
        }
        throw new RecommenderException("These concepts need samples of the recommender plugin.");
    }

    /** A user's history without titles. */
    public History history(int index) {
        return histories.get(index);
    }

    public ItemTable items() {
        return items;
    }

    /** What is known of users by their ids; empty where no table was given. */
    public Map<String, Described> users() {
        return users;
    }

    /** One more than the last row of an item that is consumed or described. */
    public int rows() {
        return rows;
    }

    @Override
    public int size() {
        return histories.size();
    }

    @Override
    public String id(int index) {
        return histories.get(index).id();
    }

    @Override
    public String groupedBy() {
        return "user";
    }

    @Override
    public Sample load(int index) {
        History h = histories.get(index);
        List<String> titles = Arrays.stream(h.items()).mapToObj(items::title).toList();
        return new History(h.id(), h.userRow(), h.items(), h.earlier(), h.times(), titles, h.next());
    }

    @Override
    public Optional<ItemRanking> ranking() {
        return Optional.of(new Ranking());
    }

    private final class Ranking implements ItemRanking {
        @Override
        public boolean ranks(int column) {
            // row 0 is padding in all published layouts, unless the map puts an item there
            return column > 0 ? column < rows || items.isEmpty() : items.has(0);
        }

        @Override
        public String name(int column) {
            return items.title(column);
        }

        @Override
        public int[] consumed(int sample) {
            History h = histories.get(sample);
            int[] all = Arrays.copyOf(h.earlier(), h.earlier().length + h.length());
            System.arraycopy(h.items(), 0, all, h.earlier().length, h.length());
            return all;
        }

        @Override
        public OptionalInt next(int sample) {
            return histories.get(sample).next();
        }

        @Override
        public List<String> attributes() {
            return items.attributes();
        }

        @Override
        public BitSet having(int attribute) {
            return (BitSet) items.having(attribute).clone();
        }

        @Override
        public BitSet described() {
            return (BitSet) items.described().clone();
        }
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (History h : histories) {
                    String line = h.id() + "\t" + h.userRow() + "\t" + Arrays.toString(h.earlier())
                            + Arrays.toString(h.items()) + "\t" + Arrays.toString(h.times()) + "\t" + h.next() + "\n";
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                }
                digest.update(items.settings().getBytes(StandardCharsets.UTF_8));
                fingerprint = HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return fingerprint;
    }
}
