package org.echelle.protein.view;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.biojava.nbio.structure.Group;
import org.echelle.protein.Protein;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.Feature;
import org.echelle.protein.sequences.FeatureType;
import org.echelle.protein.sequences.Location;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.PlacedChain;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.StructureFile;
import org.echelle.protein.sequences.TextFiles;

/**
 * What the files of the samples tell: the features of UniProt entries, and the structures that show them. Structures are read
 * again when they are drawn; the last few are kept.
 */
public final class SourceSurroundings implements Surroundings {
    private static final int LATELY = 8;

    private final ProteinSource source;
    private final Map<String, Entry> entries = new HashMap<>(); // by the sample's id
    private final Map<String, String> groups = new HashMap<>(); // by the sample's id
    private final Map<String, Optional<ChainModel>> structures = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<ChainModel>> eldest) {
            return size() > LATELY;
        }
    });

    /** @param source where the drawn samples come from */
    public SourceSurroundings(ProteinSource source) {
        this.source = source;
        for (int i = 0; i < source.size(); i++) {
            entries.put(source.id(i), source.entries().get(source.entryOf(i)));
            groups.put(source.id(i), source.group(i));
        }
    }

    @Override
    public List<Mark> marks(Protein protein) {
        Entry entry = entries.get(protein.id());
        if (entry == null) {
            return List.of();
        }
        return entry.features().stream()
                .filter(f -> f.type().use() != FeatureType.Use.LEFT_OUT && certain(f.location(), entry))
                .map(SourceSurroundings::mark)
                .toList();
    }

    /** Whether a feature lies on this very sequence, at ends that somebody knows. */
    private static boolean certain(Location at, Entry entry) {
        return at.isoform().isEmpty()
                && !at.doubtful()
                && at.begin() >= 1
                && at.begin() <= at.end()
                && at.end() <= entry.sequence().length();
    }

    private static Mark mark(Feature feature) {
        Location at = feature.location();
        boolean paired = feature.type().use() == FeatureType.Use.PAIRED && at.end() > at.begin();
        return new Mark(feature.type().title(), feature.name(), at.begin() - 1, at.end(), paired);
    }

    @Override
    public Optional<ChainModel> structure(Protein protein) {
        Entry entry = entries.get(protein.id());
        if (entry == null || source.structures(entry.id()).isEmpty()) {
            return Optional.empty();
        }
        Optional<ChainModel> known = structures.get(entry.id());
        if (known == null) {
            known = source.structures(entry.id()).stream()
                    .flatMap(file -> read(entry, file).stream())
                    .findFirst();
            structures.put(entry.id(), known);
        }
        return known;
    }

    @Override
    public int length(Protein protein) {
        Entry entry = entries.get(protein.id());
        return entry == null ? NONE.length(protein) : entry.sequence().length();
    }

    @Override
    public String relatives(Protein protein) {
        return groups.getOrDefault(protein.id(), protein.id());
    }

    /** Empty where no chain fits, perhaps since the file changed after the samples were read. */
    private static Optional<ChainModel> read(Entry entry, Path file) {
        StructureFile.Content content = StructureFile.read(file);
        return PlacedChain.best(StructureFile.chains(content, new Oddities()), entry)
                .map(placed -> model(entry, placed, content));
    }

    private static ChainModel model(Entry entry, PlacedChain placed, StructureFile.Content content) {
        String chain = placed.chain().entry().id();
        String title = chain.equals(entry.id()) ? chain : entry.id() + " in " + chain;
        List<Group> residues = placed.residues(entry.sequence().length());
        return StructureFile.isCif(content.file())
                ? ChainModel.cif(title, residues, content.structure())
                : ChainModel.pdb(title, residues, text(content.file()));
    }

    private static String text(Path file) {
        return TextFiles.text(file, in -> in.lines().collect(Collectors.joining("\n", "", "\n")));
    }
}
