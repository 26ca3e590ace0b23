package org.echelle.protein.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.api.ConceptSource;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;
import org.echelle.protein.Told;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.StructureKind;
import org.echelle.protein.sequences.StructureOptions;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private final OpenedContext context = OpenedContext.withoutEngine();

    private SampleSource samples(Path path) {
        return new StructureKind().open(new StructureOptions(path, List.of(), 0, 0, 0), context);
    }

    private ConceptSource open(Path path, ChainOptions.Secondary secondary, Optional<Path> dssp, boolean exposure) {
        return new ChainsKind()
                .open(
                        new ChainOptions(Optional.of(path), secondary, dssp, exposure, 0.25),
                        null,
                        samples(path),
                        context);
    }

    private static Set<Integer> positions(int... fromTo) {
        Set<Integer> all = new TreeSet<>();
        for (int i = 0; i < fromTo.length; i += 2) {
            IntStream.rangeClosed(fromTo[i], fromTo[i + 1]).forEach(all::add);
        }
        return all;
    }

    @Test
    void recordedHelicesLieWhereTheRecordsSay() {
        // HELIX records of 1A8O: 161-175, 179-187, 189-192, 196-205, 211-217; its sequence begins at 151
        Set<Integer> expected = positions(11, 25, 29, 37, 39, 42, 46, 55, 61, 67);
        for (String name : List.of("1A8O.pdb", "1A8O.cif")) {
            ConceptSource source = open(
                    Shared.file("assets/protein/pdb/" + name), ChainOptions.Secondary.RECORDS, Optional.empty(), false);
            Told told = Told.of(source, 0, 0, 70);
            assertThat(told.positions("secondary/helix")).as(name).isEqualTo(expected);
            assertThat(told.positions("secondary/strand")).as(name).isEmpty();
            assertThat(told.instances.get("secondary/helix"))
                    .as(name)
                    .containsEntry(10, 1)
                    .containsEntry(66, 5);
        }
    }

    @Test
    void insertionCodesShiftNoStrand() {
        // label_seq_id of struct_sheet_range in 4ZHL, whose author numbers repeat with insertion codes
        ConceptSource source = open(
                Shared.file("assets/protein/pdb/4ZHL.cif"), ChainOptions.Secondary.RECORDS, Optional.empty(), false);
        Set<Integer> strands = Told.of(source, 0, 0, 247).positions("secondary/strand");
        assertThat(strands).containsAll(positions(5, 6, 155, 162, 181, 185, 229, 233, 209, 218, 201, 206));
        assertThat(strands).doesNotContainAnyElementsOf(positions(1, 4, 163, 167, 173, 177, 237, 246));
    }

    /** Residues 17 to 42 of five chains, read from the columns of DSSP's own file. */
    private static Map<String, char[]> letters(Path dssp) throws IOException {
        Map<String, char[]> all = new TreeMap<>();
        boolean body = false;
        for (String line : Files.readAllLines(dssp)) {
            if (body && line.charAt(13) != '!') {
                all.computeIfAbsent(line.substring(11, 12), c -> new char[43])[
                                Integer.parseInt(line.substring(5, 10).strip())] =
                        line.charAt(16);
            }
            body |= line.startsWith("  #  RESIDUE");
        }
        return all;
    }

    @Test
    void aDsspFileIsReadAndTheComputationAgreesWithIt() throws IOException {
        Path pdb = Shared.file("assets/protein/pdb/2BEG.pdb");
        Path dssp = Shared.file("assets/protein/pdb/2BEG.dssp");
        ConceptSource read = open(pdb, ChainOptions.Secondary.DSSP, Optional.of(dssp), false);
        ConceptSource computed = open(pdb, ChainOptions.Secondary.COMPUTED, Optional.empty(), false);
        Map<String, char[]> letters = letters(dssp);
        int strands = 0;
        int both = 0;
        for (int chain = 0; chain < 5; chain++) {
            char[] expected = letters.get(Character.toString((char) ('A' + chain)));
            Set<Integer> strand = new TreeSet<>();
            IntStream.rangeClosed(17, 42)
                    .filter(i -> expected[i] == 'E' || expected[i] == 'B')
                    .forEach(strand::add);
            Told told = Told.of(read, chain, 0, 42);
            assertThat(told.positions("secondary/strand")).isEqualTo(strand);
            assertThat(told.unknownPositions("secondary/strand")).isEqualTo(positions(1, 16));
            strands += strand.size();
            Set<Integer> again = Told.of(computed, chain, 0, 42).positions("secondary/strand");
            again.retainAll(strand);
            both += again.size();
        }
        assertThat(strands).isPositive();
        assertThat(both).isGreaterThanOrEqualTo((int) (0.95 * strands));
    }

    /** Surfaces of extended tripeptides in square angstroms (Miller, Janin, Lesk and Chothia 1987). */
    private static final Map<Character, Double> TRIPEPTIDES = Map.ofEntries(
            Map.entry('A', 113.0),
            Map.entry('R', 241.0),
            Map.entry('N', 158.0),
            Map.entry('D', 151.0),
            Map.entry('Q', 189.0),
            Map.entry('E', 183.0),
            Map.entry('G', 85.0),
            Map.entry('H', 194.0),
            Map.entry('I', 182.0),
            Map.entry('L', 180.0),
            Map.entry('K', 211.0),
            Map.entry('M', 204.0),
            Map.entry('F', 218.0),
            Map.entry('S', 122.0),
            Map.entry('V', 160.0),
            Map.entry('Y', 229.0));

    @Test
    void exposureIsThatOfTheDsspProgram() throws IOException {
        Path pdb = Shared.file("assets/protein/pdb/2BEG.pdb");
        ConceptSource source = open(pdb, ChainOptions.Secondary.RECORDS, Optional.empty(), true);
        ProteinSource samples = (ProteinSource) samples(pdb);
        String sequence = samples.entries().get(2).sequence();
        Map<Integer, Float> exposure = Told.of(source, 2, 0, 42).values.get("exposure/relative");
        assertThat(exposure).hasSize(26);
        double apart = 0;
        for (String line : Files.readAllLines(Shared.file("assets/protein/pdb/2BEG.dssp"))) {
            if (line.length() > 40 && line.startsWith(" C ", 10)) {
                int residue = Integer.parseInt(line.substring(5, 10).strip()) - 1;
                double theirs = Double.parseDouble(line.substring(34, 38).strip());
                double ours = exposure.get(residue) * TRIPEPTIDES.get(sequence.charAt(residue));
                apart += Math.abs(theirs - ours) / 26;
            }
        }
        // other radii of atoms, and whole square angstroms in the file
        assertThat(apart).isPositive().isLessThan(6);
    }

    @Test
    void otherChainsAreUnknownAndNoneIsAnError() {
        Path pdb = Shared.file("assets/protein/pdb/2BEG.pdb");
        Path cif = Shared.file("assets/protein/pdb/1A8O.cif");
        ChainOptions options =
                new ChainOptions(Optional.of(cif), ChainOptions.Secondary.RECORDS, Optional.empty(), false, 0.25);
        assertThatThrownBy(() -> new ChainsKind().open(options, null, samples(pdb), context))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("2BEG:A");
        // the same protein under another name is known by its sequence
        ConceptSource source =
                new ChainsKind().open(options, null, samples(Shared.file("assets/protein/pdb/1A8O.pdb")), context);
        assertThat(Told.of(source, 0, 0, 70).positions("secondary/helix")).isNotEmpty();
    }
}
