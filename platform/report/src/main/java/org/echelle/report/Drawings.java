package org.echelle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.BadSampleException;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;

/**
 * Draws everything that the pages show, sample by sample: each sample is loaded once, whatever number of features shows it.
 * Samples are loaded and drawn side by side.
 */
final class Drawings {
    /** One drawing to make. */
    private record Order(
            Fragments.Key key,
            String root,
            SampleSites sites,
            int[] position,
            float[] values,
            float full,
            int concept) {
        /** Whether only an excerpt for the drawing in common is wanted. */
        boolean excerpt() {
            return key.hook() < FIRST_EXCERPT + EXCERPTS;
        }
    }

    // Addresses: 0, 1, ... of feature pages, -1, -2, ... of the index page, below FIRST_GROUP of groups' pages, and
    // from the
    // smallest number on of excerpts.
    private static final int FIRST_GROUP = -(1 << 20);
    private static final int FIRST_EXCERPT = Integer.MIN_VALUE;
    private static final int EXCERPTS = 1 << 20;

    /** Where nothing is to be outlined. */
    static final int NO_CONCEPT = -1;

    private final Drawing drawing;
    private final AssetFolder assets;
    private final Fragments fragments;
    private final Map<Integer, Map<Fragments.Key, Order>> bySample = new TreeMap<>();
    private final Map<Fragments.Key, AnnotatedSites> annotated = new HashMap<>();
    private final AtomicInteger unreadable = new AtomicInteger();

    Drawings(Drawing drawing, AssetFolder assets, Fragments fragments) {
        this.drawing = drawing;
        this.assets = assets;
        this.fragments = fragments;
    }

    /**
     * Asks for one card of a feature's page; a card that was asked for already is drawn once.
     *
     * @param concept whose annotation is outlined; -1 for none
     */
    synchronized void order(
            int hook, int feature, Gallery.Card card, FeatureActivations activations, String root, int concept) {
        Fragments.Key key = key(hook, feature, card);
        bySample.computeIfAbsent(
                        card.sample(),
                        s -> new TreeMap<>(java.util.Comparator.comparingInt(Fragments.Key::hook)
                                .thenComparingInt(Fragments.Key::feature)))
                .computeIfAbsent(
                        key,
                        k -> new Order(
                                k,
                                root,
                                k.feature() < 0 ? null : activations.sites(card.sample()),
                                card.position(),
                                card.values(),
                                activations.max(feature),
                                concept));
    }

    /** The drawings on the index page are others than those on feature pages: their addresses begin elsewhere. */
    static int onIndex(int hook) {
        return -1 - hook;
    }

    /** Groups' pages lie elsewhere, too. */
    static int inGroup(int hook) {
        return FIRST_GROUP - hook;
    }

    /** The section that an address of {@link #onIndex}, {@link #inGroup} or a feature's page belongs to. */
    private static int section(int hook) {
        return hook >= 0 ? hook : hook > FIRST_GROUP ? -1 - hook : FIRST_GROUP - hook;
    }

    static Fragments.Key key(int hook, int feature, Gallery.Card card) {
        return new Fragments.Key(hook, card.value() > 0 ? feature : -1, card.sample());
    }

    /** How many samples a view wants for a feature's drawing in common. */
    int excerpts() {
        return Math.max(0, drawing.view().excerpts());
    }

    /** Asks for what the drawing in common of a feature needs of one sample. */
    void take(int hook, int feature, Gallery.Card card, FeatureActivations activations) {
        order(FIRST_EXCERPT + hook, feature, card, activations, "", NO_CONCEPT);
    }

    /** What a feature's strongest samples have in common, after {@link #draw}; empty where the view draws no such thing. */
    String together(int hook, int feature, List<Gallery.Card> strongest, String root) throws IOException {
        List<String> excerpts = new ArrayList<>();
        for (Gallery.Card card : strongest) {
            String excerpt = fragments.get(key(FIRST_EXCERPT + hook, feature, card));
            if (!excerpt.isEmpty()) {
                excerpts.add(excerpt);
            }
        }
        return excerpts.isEmpty() ? "" : drawing.view().together(excerpts, assets.from(root));
    }

    /**
     * Asks where annotations lie on the samples that will be drawn, in rising order as sources of concepts want it.
     *
     * @param sections of the report
     */
    void annotate(List<Site.Section> sections, Progress progress) {
        for (Site.Section section : sections) {
            ConceptLabels labels =
                    section.report().concepts().flatMap(ConceptFindings::labels).orElse(null);
            if (labels != null) {
                bySample.forEach((sample, orders) -> {
                    progress.check();
                    List<Order> wanted = orders.values().stream()
                            .filter(o -> o.concept() >= 0
                                    && o.sites() != null
                                    && section(o.key().hook()) == section.index())
                            .toList();
                    if (!wanted.isEmpty()) {
                        Map<Integer, BitSet> rows =
                                OutlinedRows.of(labels, sample, wanted.get(0).sites());
                        for (Order order : wanted) {
                            BitSet inside = rows.get(order.concept());
                            if (inside != null) {
                                annotated.put(order.key(), new AnnotatedSites(section.label(order.concept()), inside));
                            }
                        }
                    }
                });
            }
        }
    }

    /** Draws all orders. */
    void draw(int threads, Progress progress) {
        progress.begin("draw samples", bySample.size(), "samples");
        AtomicInteger done = new AtomicInteger();
        List<Crew.Task> tasks = new ArrayList<>();
        bySample.forEach((sample, orders) -> tasks.add(() -> {
            progress.check();
            draw(sample, orders.values());
            progress.advance(done.incrementAndGet(), "");
        }));
        Crew.run(threads, tasks);
    }

    private void draw(int index, Iterable<Order> orders) throws IOException {
        Sample sample;
        try {
            sample = drawing.samples().load(index);
        } catch (BadSampleException e) {
            unreadable.incrementAndGet();
            for (Order order : orders) {
                String told = "<p class=\"unreadable\">" + Html.escape(String.valueOf(e.getMessage())) + "</p>";
                fragments.put(order.key(), order.excerpt() ? "" : told);
            }
            return;
        }
        for (Order order : orders) {
            fragments.put(order.key(), draw(sample, order));
        }
    }

    private String draw(Sample sample, Order order) {
        SampleView view = drawing.view();
        ViewAssets store = assets.from(order.root());
        if (order.sites() == null) {
            return view.draw(sample, store);
        }
        float[] values = new float[order.sites().rows()];
        for (int i = 0; i < order.position().length; i++) {
            values[order.position()[i]] = order.values()[i];
        }
        SiteActivations activations = new SiteActivations(order.sites(), values, order.full());
        if (order.excerpt()) {
            return view.excerpt(sample, activations);
        }
        AnnotatedSites outlined = annotated.get(order.key());
        return outlined == null
                ? view.draw(sample, activations, store)
                : view.draw(sample, activations, outlined, store);
    }

    /** Samples that could not be read a second time. */
    int unreadable() {
        return unreadable.get();
    }
}
