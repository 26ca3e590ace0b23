package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;

/** Chains of structures. */
public final class StructureKind implements SampleKind<StructureOptions> {
    @Override
    public String name() {
        return "structure";
    }

    @Override
    public String description() {
        return "Protein chains of PDB and mmCIF files; a sample is called file:chain.";
    }

    @Override
    public Class<StructureOptions> options() {
        return StructureOptions.class;
    }

    /** A PDB or mmCIF file by its ending, or a folder with at least one. */
    @Override
    public boolean recognises(Path path) {
        try {
            return StructureFile.files(path).stream().anyMatch(StructureFile::isOne);
        } catch (ProteinException e) {
            return false; // opening it will say why
        }
    }

    @Override
    public SampleSource open(StructureOptions options, OpenContext context) {
        Windows windows = new Windows(options.window(), options.overlap());
        Oddities oddities = new Oddities();
        List<Entry> entries = new ArrayList<>();
        Map<String, List<Path>> files = new HashMap<>();
        Set<String> others = new TreeSet<>();
        for (Path file : StructureFile.files(options.path())) {
            context.progress().check();
            for (StructureFile.ChainResidues chain : StructureFile.chains(StructureFile.read(file), oddities)) {
                String id = chain.entry().id();
                String name = id.substring(id.lastIndexOf(':') + 1);
                if (options.chains().isEmpty() || options.chains().contains(name)) {
                    entries.add(chain.entry());
                    files.putIfAbsent(id, List.of(file)); // as of equal ids the first entry stays
                } else {
                    others.add(name);
                }
            }
        }
        if (entries.isEmpty() && !others.isEmpty()) {
            throw new ProteinException("No protein chain of " + options.path() + " is called "
                    + String.join(" or ", options.chains()) + "; there are " + String.join(", ", others) + ".");
        }
        return Gathered.source(
                        entries,
                        options.path().getFileName().toString(),
                        Optional.empty(),
                        windows,
                        options.identity(),
                        oddities,
                        context.progress())
                .seenIn(files);
    }
}
