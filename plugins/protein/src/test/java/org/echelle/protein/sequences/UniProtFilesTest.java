package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

/** Real files: what one format says the others say too, and every line of the feature tables is found. */
class UniProtFilesTest {
    private static final String FOLDER = "assets/protein/";

    private static List<Entry> read(String name, Oddities oddities) {
        return UniProtFile.read(Shared.file(FOLDER + name), oddities);
    }

    private static Map<FeatureType, Long> counts(List<Entry> entries) {
        return entries.stream()
                .flatMap(e -> e.features().stream())
                .collect(Collectors.groupingBy(Feature::type, Collectors.counting()));
    }

    /** Lines that begin a feature, counted by their key alone. */
    private static Map<FeatureType, Long> lines(String name) throws IOException {
        try (Stream<String> lines = Files.lines(Shared.file(FOLDER + name))) {
            return lines.filter(l -> l.matches("FT   [A-Z].*"))
                    .collect(Collectors.groupingBy(
                            l -> FeatureType.valueOf(l.substring(5).split(" ")[0]), Collectors.counting()));
        }
    }

    @Test
    void everyFeatureLineIsAFeatureInBothLayouts() throws IOException {
        for (String name : List.of("swissprot_emboss_100.dat", "swissprot_emboss_ft25.dat", "uniprot_modern_67.dat")) {
            Oddities oddities = new Oddities();
            assertThat(counts(read(name, oddities))).as(name).isEqualTo(lines(name));
            assertThat(oddities.counts()).as(name).isEmpty();
        }
    }

    /** Counts as the assets' list has them, made by another program. */
    @Test
    void theListedCountsAreFound() {
        List<Entry> modern = read("uniprot_modern_67.dat", new Oddities());
        assertThat(modern).hasSize(67);
        assertThat(counts(modern))
                .containsEntry(FeatureType.ACT_SITE, 35L)
                .containsEntry(FeatureType.BINDING, 152L)
                .containsEntry(FeatureType.ZN_FING, 5L)
                .containsEntry(FeatureType.DISULFID, 84L)
                .containsEntry(FeatureType.HELIX, 504L)
                .containsEntry(FeatureType.STRAND, 496L)
                .containsEntry(FeatureType.SIGNAL, 12L);
        List<Entry> old = read("swissprot_emboss_100.dat", new Oddities());
        assertThat(old).hasSize(100);
        assertThat(old.stream().mapToInt(Entry::length).sum()).isEqualTo(37_225);
        assertThat(counts(old))
                .containsEntry(FeatureType.METAL, 33L)
                .containsEntry(FeatureType.BINDING, 17L)
                .containsEntry(FeatureType.HELIX, 257L)
                .containsEntry(FeatureType.STRAND, 204L);
        assertThat(read("swissprot_emboss_ft25.dat", new Oddities())).hasSize(25);
    }

    /** All but variants, whose wording differs between the formats. */
    private static Set<String> told(Entry entry) {
        return entry.features().stream()
                .filter(f -> f.type().use() != FeatureType.Use.LEFT_OUT || f.type() == FeatureType.CHAIN)
                .map(f -> f.type() + " " + f.location() + " " + f.note() + " " + f.evidence())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void flatFileAndXmlOfTheSameEntriesAgree() {
        for (String name : List.of("multi_ex", "Q13639")) {
            List<Entry> flat = read("biopython_swissprot/" + name + ".txt", new Oddities());
            List<Entry> xml = read("biopython_swissprot/" + name + ".xml", new Oddities());
            assertThat(xml).hasSameSizeAs(flat);
            for (int i = 0; i < flat.size(); i++) {
                assertThat(xml.get(i).id()).isEqualTo(flat.get(i).id());
                assertThat(xml.get(i).others()).isEqualTo(flat.get(i).others());
                assertThat(xml.get(i).sequence()).isEqualTo(flat.get(i).sequence());
                assertThat(xml.get(i).terms())
                        .as(flat.get(i).id())
                        .isEqualTo(flat.get(i).terms());
                assertThat(told(xml.get(i))).as(flat.get(i).id()).isEqualTo(told(flat.get(i)));
            }
        }
    }

    @Test
    void gffAndFastaOfTheSameEntriesAgree() {
        List<Entry> flat = read("biopython_swissprot/multi_ex.txt", new Oddities());
        Map<String, Entry> gff = read("biopython_swissprot/multi_ex.gff", new Oddities()).stream()
                .collect(Collectors.toMap(Entry::id, e -> e));
        Map<String, String> fasta =
                FastaReader.read(Shared.file(FOLDER + "biopython_swissprot/multi_ex.fasta"), new Oddities()).stream()
                        .collect(Collectors.toMap(Entry::id, Entry::sequence));
        assertThat(gff).hasSameSizeAs(flat);
        assertThat(fasta).hasSameSizeAs(flat);
        for (Entry entry : flat) {
            assertThat(fasta.get(entry.id())).isEqualTo(entry.sequence());
            assertThat(gff.get(entry.id()).length()).isEqualTo(entry.length());
            assertThat(places(entry)).as(entry.id()).containsAll(places(gff.get(entry.id())));
        }
    }

    /** Without names: the GFF was exported from a later release, which calls some peptides otherwise. */
    private static Set<String> places(Entry entry) {
        return entry.features().stream()
                .map(f -> f.type() + " " + f.location().begin() + ".."
                        + f.location().end() + " " + f.evidence())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void entriesOfEveryAgeAreReadWithoutLoss() {
        for (String name : List.of(
                "O95832.txt",
                "P04439.txt",
                "P62258.txt",
                "Q7Z739.txt",
                "sp016",
                "uni001",
                "uni002",
                "uni003",
                "P84001.xml")) {
            Oddities oddities = new Oddities();
            assertThat(read("biopython_swissprot/" + name, oddities)).as(name).isNotEmpty();
            assertThat(oddities.counts()).as(name).isEmpty();
        }
    }

    @Test
    void ligandsOfXmlAreRead() {
        Entry entry = read("biopython_swissprot/P62330.xml", new Oddities()).get(0);
        assertThat(entry.features().stream().filter(f -> f.type() == FeatureType.BINDING))
                .isNotEmpty()
                .allMatch(f -> f.name().equals("GTP"))
                .allMatch(f -> !f.evidence().isEmpty() && f.evidence().get(0).startsWith("ECO:"))
                .anyMatch(f -> f.location().begin() == 23 && f.location().end() == 28);
    }
}
