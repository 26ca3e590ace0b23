package org.echelle.protein.sequences;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;

/** Proteins in memory, each one sample or, when it is long, several windows. All windows of a protein, and of its relatives, are one group. */
public final class ProteinSource implements SampleSource {
    /** @param entry index in {@link #entries} */
    private record Piece(int entry, Windows.Window window) {}

    private final List<Entry> entries;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final Windows windows;
    private final Clusters clusters;
    private final Map<String, List<Path>> structures;
    private final Optional<Scan> scan;
    private String fingerprint;

    ProteinSource(List<Entry> entries, Windows windows, Clusters clusters) {
        this(entries, windows, clusters, Map.of(), Optional.empty());
    }

    /** Variants of one protein, each a sample of its own; the caller has seen to it that ids are unique. */
    public static ProteinSource variants(List<Entry> entries, Scan scan) {
        return new ProteinSource(
                entries, new Windows(0, 0), Clusters.none(entries.size()), Map.of(), Optional.of(scan));
    }

    /** @param structures the files that show an entry, by its id */
    private ProteinSource(
            List<Entry> entries,
            Windows windows,
            Clusters clusters,
            Map<String, List<Path>> structures,
            Optional<Scan> scan) {
        this.scan = scan;
        this.entries = List.copyOf(entries);
        this.windows = windows;
        this.clusters = clusters;
        this.structures = Map.copyOf(structures);
        for (int e = 0; e < entries.size(); e++) {
            Entry entry = entries.get(e);
            List<Windows.Window> all = windows.of(entry.sequence().length());
            for (Windows.Window w : all) {
                pieces.add(new Piece(e, w));
                ids.add(all.size() == 1 ? entry.id() : entry.id() + "#" + (w.from() + 1) + "-" + w.to());
            }
        }
    }

    /**
     * Name and letters of a FASTA file's first record.
     *
     * @throws ProteinException when there is none
     */
    public static List<String> firstRecord(Path fasta) {
        Oddities oddities = new Oddities();
        List<Entry> all = FastaReader.read(fasta, oddities);
        if (all.isEmpty()) {
            throw new ProteinException(
                    "There is no protein in " + fasta + ". " + String.join(" ", oddities.sentences("It has")));
        }
        return List.of(all.get(0).id(), all.get(0).sequence());
    }

    /**
     * The samples as this plugin's, whose entries annotations need.
     *
     * @throws ProteinException for samples of another plugin
     */
    public static ProteinSource of(SampleSource samples) {
        if (samples instanceof ProteinSource proteins) {
            return proteins;
        }
        throw new ProteinException("These concepts need samples of the protein plugin.");
    }

    /** The same samples, of which it is known which files show them; there is at least one each. */
    ProteinSource seenIn(Map<String, List<Path>> files) {
        return new ProteinSource(entries, windows, clusters, files, scan);
    }

    /** The structure files that show an entry ({@link Entry#id}): several where a long protein has one a fragment, often none. */
    public List<Path> structures(String entry) {
        return structures.getOrDefault(entry, List.of());
    }

    /** The whole proteins, in the files' order. */
    public List<Entry> entries() {
        return entries;
    }

    /** Index in {@link #entries} of the protein that a sample shows. */
    public int entryOf(int index) {
        return pieces.get(index).entry();
    }

    /** Residues of the whole protein before the sample's first. */
    public int offset(int index) {
        return pieces.get(index).window().from();
    }

    /**
     * Whether a residue belongs to a sample and not to a neighbouring window.
     *
     * @param residue counted from 0 within the whole protein
     */
    public boolean keeps(int index, int residue) {
        Windows.Window w = pieces.get(index).window();
        return residue >= w.keptFrom() && residue < w.keptTo();
    }

    /** Who is related to whom. */
    public Clusters clusters() {
        return clusters;
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public String id(int index) {
        return ids.get(index);
    }

    /** The first protein of the sample's cluster, by the files' order. */
    @Override
    public String group(int index) {
        if (scan.isPresent()) {
            return scan.get().groups()[entryOf(index)];
        }
        return entries.get(clusters.first(entryOf(index))).id();
    }

    @Override
    public String groupedBy() {
        if (scan.isPresent()) {
            return scan.get().groupedBy();
        }
        return clusters.identity() > 0 ? "sequence cluster" : "protein";
    }

    @Override
    public List<String> measures() {
        return scan.map(Scan::measures).orElse(List.of());
    }

    @Override
    public double measure(String measure, int index) {
        int at = measures().indexOf(measure);
        return at < 0 ? Double.NaN : scan.orElseThrow().values()[at][entryOf(index)];
    }

    /** The wild type, whose coordinates are the scan's own numbers less 1. */
    @Override
    public Optional<Sample> original() {
        return scan.map(s -> new Protein(s.name(), s.wildType(), s.firstNumber() - 1));
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (int i = 0; i < pieces.size(); i++) {
                    Windows.Window w = pieces.get(i).window();
                    String line = ids.get(i) + "\t" + group(i) + "\t" + w.keptFrom() + "\t" + w.keptTo() + "\t"
                            + entries.get(pieces.get(i).entry()).sequence().substring(w.from(), w.to()) + "\n";
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                }
                // labels that come from structures are not those of the samples without
                for (Entry entry : structures.isEmpty() ? List.<Entry>of() : entries) {
                    structures(entry.id())
                            .forEach(file -> digest.update(
                                    (entry.id() + "\t" + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8)));
                }
                fingerprint = HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        Windows.Window w = pieces.get(index).window();
        String sequence = entries.get(pieces.get(index).entry()).sequence();
        return new Protein(
                ids.get(index),
                sequence.substring(w.from(), w.to()),
                w.from(),
                w.keptFrom() - w.from(),
                w.keptTo() - w.from());
    }
}
