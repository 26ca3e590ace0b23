package org.echelle.protein.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.protein.Told;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.Proteins;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {
    /** Twenty residues; each kind of trouble once. */
    private static final String FLAT = """
            ID   A_X                     Reviewed;          20 AA.
            AC   P00001;
            FT   DOMAIN          2..5
            FT                   /note="SH3"
            FT                   /evidence="ECO:0000255"
            FT   DOMAIN          8..10
            FT                   /note="SH3; second"
            FT                   /evidence="ECO:0000269|PubMed:1"
            FT   BINDING         4
            FT                   /ligand="Zn(2+)"
            FT   BINDING         7
            FT   DISULFID        3..9
            FT   DISULFID        12
            FT                   /note="Interchain"
            FT   SIGNAL          1..?
            FT   TRANSIT         <1..4
            FT   REPEAT          18..23
            FT   MOTIF           P00001-2:3..4
            FT                   /note="M"
            FT   HELIX           2..3
            SQ   SEQUENCE   20 AA;  1 MW;  0 CRC64;
                 ACDEFGHIKL MNPQRSTVWY
            //
            ID   B_X                     Reviewed;          6 AA.
            AC   P00002;
            FT   ACT_SITE        2
            FT                   /note="Proton donor"
            SQ   SEQUENCE   6 AA;  1 MW;  0 CRC64;
                 ACDEFG
            //
            """;

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private ProteinSource samples(int window, int overlap) throws IOException {
        return Proteins.uniprot(Files.writeString(folder.resolve("x.dat"), FLAT), window, overlap, 0, context);
    }

    private ConceptSource open(ProteinSource samples, Optional<Path> path, FeatureOptions.Evidence evidence) {
        return new FeaturesKind().open(new FeatureOptions(path, List.of(), 1, 1, 1, evidence), null, samples, context);
    }

    private ConceptSource open(ProteinSource samples) {
        return open(samples, Optional.empty(), FeatureOptions.Evidence.ANY);
    }

    @Test
    void residuesAreLabelledByNameAndType() throws IOException {
        ConceptSource source = open(samples(0, 0));
        assertThat(source.concepts())
                .extracting(Concept::id)
                .containsExactly(
                        "active-site/Proton donor",
                        "active-site/_any",
                        "binding-site/Zn(2+)",
                        "binding-site/_any",
                        "disulfide-bond",
                        "domain/SH3",
                        "helix",
                        "transit-peptide/_any");
        Told told = Told.of(source, 0, 0, 20);
        assertThat(told.positions("domain/SH3")).containsExactly(2, 3, 4, 5, 8, 9, 10);
        assertThat(told.instances.get("domain/SH3")).containsEntry(4, 1).containsEntry(9, 2);
        assertThat(told.positions("binding-site/Zn(2+)")).containsExactly(4);
        assertThat(told.positions("binding-site/_any")).containsExactly(4, 7);
        // a bond is its two ends, and a bond to another chain its one
        assertThat(told.positions("disulfide-bond")).containsExactly(3, 9, 12);
        assertThat(told.positions("transit-peptide/_any")).containsExactly(1, 2, 3, 4);
        assertThat(told.positions("active-site/_any")).isEmpty();
        assertThat(told.unknownPositions("active-site/_any")).isEmpty();
    }

    @Test
    void whatIsDoubtfulIsUnknownAndWhatIsElsewhereIsLeftOutAndAllOfItIsCounted() throws IOException {
        ConceptSource source = new FeaturesKind()
                .open(
                        new FeatureOptions(
                                Optional.empty(),
                                List.of("signal-peptide", "repeat", "motif", "helix"),
                                1,
                                1,
                                1,
                                FeatureOptions.Evidence.ANY),
                        null,
                        samples(0, 0),
                        context);
        // neither has a sure instance
        assertThat(source.concepts()).extracting(Concept::id).containsExactly("helix");
        assertThat(context.notes())
                .contains("UniProt: 1 feature with a doubtful position, its residues unknown (P00001 SIGNAL 1..?).")
                .contains("UniProt: 1 feature past the end of the sequence, left out (P00001 REPEAT 18..23 of 20).")
                .contains("UniProt: 1 feature of another isoform, left out (P00001 MOTIF P00001-2:3..4).");
        // nobody has seen the structure of the second protein
        assertThat(Told.of(source, 1, 0, 6).unknownPositions("helix")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Told.of(source, 0, 0, 20).unknownPositions("helix")).isEmpty();
        assertThat(Told.of(source, 0, 0, 20).positions("helix")).containsExactly(2, 3);
    }

    @Test
    void residuesOfDoubtfulFeaturesAreUnknownWhereTheConceptExists() throws IOException {
        Path file = Files.writeString(
                folder.resolve("y.dat"),
                FLAT.replace("FT   HELIX           2..3", """
                        FT   SIGNAL          1..3
                        FT   REPEAT          3..5""").replace("SIGNAL          1..?", "SIGNAL          9..?"));
        Told told = Told.of(open(Proteins.whole(file)), 0, 0, 20);
        assertThat(told.positions("signal-peptide/_any")).containsExactly(1, 2, 3);
        assertThat(told.unknownPositions("signal-peptide/_any"))
                .containsExactly(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(told.unknownPositions("repeat/_any")).containsExactly(18, 19, 20);
    }

    @Test
    void evidenceIsKeptAndCanBeAskedFor() throws IOException {
        Concept domain = open(samples(0, 0)).concepts().get(5);
        assertThat(domain.source())
                .isEqualTo(
                        "UniProt DOMAIN: 2 instances in 1 protein, 7 residues; evidence ECO:0000255 x 1, ECO:0000269 x 1");
        ConceptSource seen = open(samples(0, 0), Optional.empty(), FeatureOptions.Evidence.EXPERIMENTAL);
        assertThat(seen.concepts()).extracting(Concept::id).containsExactly("domain/SH3");
        Told told = Told.of(seen, 0, 0, 20);
        assertThat(told.positions("domain/SH3")).containsExactly(8, 9, 10);
        assertThat(told.unknownPositions("domain/SH3")).containsExactly(2, 3, 4, 5);
    }

    @Test
    void windowsShiftNothingAndTellEveryResidueOnce() throws IOException {
        ProteinSource whole = samples(0, 0);
        ProteinSource cut = samples(9, 4);
        ConceptSource ofWhole = open(whole);
        ConceptSource ofCut = open(cut);
        Told expected = Told.of(ofWhole, 0, 0, 20);
        Set<Integer> found = new TreeSet<>();
        int told = 0;
        for (int sample = 0; cut.entryOf(sample) == 0; sample++) {
            Told part = Told.of(ofCut, sample, cut.offset(sample), cut.offset(sample) + 9);
            found.addAll(part.positions("domain/SH3"));
            told += part.positions("domain/SH3").size();
            // class and end token, and the residues of neighbours
            assertThat(part.unknown.get("domain/SH3")).contains(-1);
        }
        assertThat(found).isEqualTo(expected.positions("domain/SH3"));
        assertThat(told).isEqualTo(found.size());
    }

    @Test
    void anotherFileAnnotatesByAccessionAndAnotherSequenceIsNotUsed() throws IOException {
        Path fasta = Files.writeString(
                folder.resolve("x.fasta"), ">P00001\nACDEFGHIKLMNPQRSTVWY\n>P00002\nACDEFW\n>Q9\nACDEFW\n");
        ProteinSource samples = Proteins.fasta(fasta, 0, 0, 0, context);
        assertThatThrownBy(() -> open(samples)).hasMessageContaining("path");
        ConceptSource source = open(
                samples, Optional.of(Files.writeString(folder.resolve("x.dat"), FLAT)), FeatureOptions.Evidence.ANY);
        assertThat(Told.of(source, 0, 0, 20).positions("helix")).containsExactly(2, 3);
        assertThat(Told.of(source, 1, 0, 6).unknownPositions("helix")).hasSize(6);
        assertThat(Told.of(source, 2, 0, 6).unknownPositions("helix")).hasSize(6);
        assertThat(context.notes())
                .contains("x.dat: 1 entry whose sequence is another than the sample's, not used (P00002).")
                .contains("x.dat annotates 1 of 3 proteins; its concepts are unknown for the others.");
        Path gff = Files.writeString(folder.resolve("x.gff"), """
                ##gff-version 3
                ##sequence-region P00001 1 20
                P00001\tUniProtKB\tModified residue\t3\t3\t.\t.\t.\tNote=a%3Bb%2C+c;evidence=ECO:0000269|PubMed:1
                """);
        assertThat(open(samples, Optional.of(gff), FeatureOptions.Evidence.ANY).concepts())
                .extracting(Concept::id)
                .containsExactly("modified-residue/a");
    }

    @Test
    void positionsThatAreNoneOfTheSamplesAreTold() throws IOException {
        Path fasta = Files.writeString(folder.resolve("x.fasta"), ">P00001\nACDEFGHIKLMNPQRSTVWY\n>P00002\nACDEFW\n");
        Path gff = Files.writeString(folder.resolve("x.gff"), """
                ##gff-version 3
                P00001\tUniProtKB\tDomain\t3\t5\t.\t.\t.\tNote=SH3
                P00001\tUniProtKB\tDomain\t0\t5\t.\t.\t.\tNote=SH3
                P00001\tUniProtKB\tDomain\t3\t>25\t.\t.\t.\tNote=SH3
                P00001\tUniProtKB\tDomain\t1.5\t4\t.\t.\t.\tNote=SH3
                P00001-2\tUniProtKB\tDomain\t3\t5\t.\t.\t.\tNote=SH3
                ##sequence-region P00002 1 7
                """);
        ProteinSource samples = Proteins.fasta(fasta, 0, 0, 0, context);
        ConceptSource source = open(samples, Optional.of(gff), FeatureOptions.Evidence.ANY);
        assertThat(Told.of(source, 0, 0, 20).positions("domain/SH3")).containsExactly(3, 4, 5);
        assertThat(context.notes())
                .contains(
                        "x.gff: 1 feature at residue 0, left out; residues count from 1, so all of the file may be one"
                                + " off (P00001 DOMAIN 0..5).")
                .contains("x.gff: 1 feature past the end of the sequence, left out (P00001 DOMAIN 3..>25 of 20).")
                .contains("x.gff: 1 feature whose position is unreadable, left out (P00001: 1.5..4).")
                .contains("x.gff: 1 entry of another isoform than the sample's, not used (P00001-2).")
                .contains(
                        "x.gff: 1 entry whose sequence is another than the sample's, not used (P00002: 7 residues, the"
                                + " sample 6).");
    }

    /** Lines that begin a feature of the entry's own sequence, each entry once (one stands twice in this file). */
    private static long lines(Path file, String type) throws IOException {
        Set<String> seen = new HashSet<>();
        boolean again = false;
        long count = 0;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("ID ")) {
                again = !seen.add(line);
            } else if (!again && line.startsWith("FT   " + type + " ") && !line.contains(":")) {
                count++;
            }
        }
        return count;
    }

    @Test
    void everyFeatureOfTheEntriesOwnSequenceIsAnInstance() throws IOException {
        Path file = Shared.file("assets/protein/uniprot_modern_67.dat");
        ConceptSource source = open(Proteins.whole(file));
        for (String[] type : new String[][] {
            {"ACT_SITE", "active-site/_any"},
            {"BINDING", "binding-site/_any"},
            {"ZN_FING", "zinc-finger/_any"},
            {"DISULFID", "disulfide-bond"},
            {"HELIX", "helix"},
            {"TRANSMEM", "transmembrane/_any"}
        }) {
            assertThat(source.concepts())
                    .filteredOn(c -> c.id().equals(type[1]))
                    .singleElement()
                    .extracting(Concept::source)
                    .asString()
                    .startsWith("UniProt " + type[0] + ": " + lines(file, type[0]) + " instances in ");
        }
    }

    @Test
    void whatTooFewProteinsHaveIsNoConcept() throws IOException {
        ProteinSource samples = samples(0, 0);
        assertThatThrownBy(() -> new FeaturesKind()
                        .open(
                                new FeatureOptions(Optional.empty(), List.of(), 1, 1, 2, FeatureOptions.Evidence.ANY),
                                null,
                                samples,
                                context))
                .hasMessageContaining("in 2 proteins")
                .hasMessageContaining("min-proteins");
    }

    /** Chemistry says where these must be, whatever our reader does: one shift by one would show at once. */
    @Test
    void realFeaturesLieOnTheResiduesThatChemistryAsksFor() {
        for (String name : List.of("uniprot_modern_67.dat", "swissprot_emboss_100.dat", "swissprot_emboss_ft25.dat")) {
            ProteinSource samples = Proteins.whole(Shared.file("assets/protein/" + name));
            ConceptSource source = open(samples);
            int bonds = 0;
            for (int p = 0; p < samples.size(); p++) {
                Entry entry = samples.entries().get(p);
                Told told = Told.of(source, p, 0, entry.length());
                bonds += expect(told, "disulfide-bond", "C", entry);
                expect(told, "modified-residue/Phosphoserine", "S", entry);
                expect(told, "modified-residue/Phosphothreonine", "T", entry);
                expect(told, "modified-residue/Phosphotyrosine", "Y", entry);
                expect(told, "glycosylation/N-linked (GlcNAc...) asparagine", "N", entry);
                expect(told, "glycosylation/N-linked (GlcNAc...)", "N", entry);
                expect(told, "initiator-methionine", "M", entry);
            }
            assertThat(bonds).as(name).isPositive();
        }
    }

    private static int expect(Told told, String concept, String letters, Entry entry) {
        Set<Integer> positions = told.positions(concept);
        for (int position : positions) {
            assertThat(letters)
                    .as(concept + " of " + entry.id() + " at " + position)
                    .contains(entry.sequence().substring(position - 1, position));
        }
        return positions.size();
    }
}
