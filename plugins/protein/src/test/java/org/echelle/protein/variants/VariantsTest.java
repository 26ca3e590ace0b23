package org.echelle.protein.variants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.SampleSource;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of several layouts, and what is wrong with them: nothing is ever read one residue off. */
class VariantsTest {
    private static final String WILD = "MKVLLAGHST";

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private SampleSource open(String text, VariantOptions options) throws IOException {
        Files.writeString(options.path(), text);
        return new VariantsKind().open(options, context);
    }

    private VariantOptions options(String file) {
        return new VariantOptions(
                folder.resolve(file),
                Optional.of(WILD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                VariantOptions.Grouping.VARIANT,
                Optional.empty());
    }

    private static VariantOptions from(VariantOptions o, int first, VariantOptions.Grouping group) {
        return new VariantOptions(
                o.path(), o.wildType(), o.wildTypeFile(), o.mutant(), o.score(), first, group, o.limit());
    }

    private static String sequence(SampleSource source, int i) {
        return ((Protein) source.load(i)).sequence();
    }

    private static List<String> ids(SampleSource source) {
        return IntStream.range(0, source.size()).mapToObj(source::id).toList();
    }

    @Test
    void aTableOfVariantsIsReadWithItsNumbersAndOddLinesAreCountedAndNamed() throws IOException {
        SampleSource source = open("""
                \uFEFF,mutant,fitness,"a, quoted",note
                0,A6G,0.5,1,good
                1,k2r,0.25,2,good
                2,V3L:G7A,-1,3,good
                3,G7A:V3L,9,3,the same again
                4,A5G,1,4,another residue
                5,T11A,1,5,outside
                6,A6*,1,6,stop
                7,A6X,1,7,no amino acid
                8,A6G:A6V,1,8,twice
                9,del6,1,9,deletion
                10,p.Leu4Met,NA,10,three letters
                11,WT,1,11,wild
                12,H8Y,many,12,no number
                13,A6G
                """, options("x.csv"));
        assertThat(ids(source)).containsExactly("A6G", "K2R", "V3L:G7A", "L4M", "WT", "H8Y");
        assertThat(sequence(source, 0)).isEqualTo("MKVLLGGHST");
        assertThat(sequence(source, 1)).isEqualTo("MRVLLAGHST");
        assertThat(sequence(source, 2)).isEqualTo("MKLLLAAHST");
        assertThat(sequence(source, 4)).isEqualTo(WILD);
        assertThat(source.measures()).containsExactly("fitness", "a, quoted");
        assertThat(source.measure("fitness", 2)).isEqualTo(-1);
        assertThat(source.measure("fitness", 3)).isNaN();
        assertThat(source.measure("a, quoted", 5)).isEqualTo(12);
        assertThat(source.original().orElseThrow()).isEqualTo(new Protein("the wild type", WILD, 0));
        assertThat(context.notes())
                .containsExactlyInAnyOrder(
                        "x.csv: 1 line with another number of cells than the head, left out (line 15).",
                        "x.csv: 1 cell of column 'fitness' that is no number, left out (line 14 'many').",
                        "x.csv: 1 variant that is no substitution (insertions, deletions, another notation), left out"
                                + " (line 11 'del6').",
                        "x.csv: 1 variant with lower-case letters, read as upper case (line 3 'k2r').",
                        "x.csv: 1 variant that replaces another residue than the wild type has there, left out (line 6"
                                + " 'A5G').",
                        "x.csv: 1 variant at residues that the wild type does not have, left out (line 7 'T11A').",
                        "x.csv: 1 variant with a stop, left out (line 8 'A6*').",
                        "x.csv: 1 variant with a letter that is none of the twenty amino acids, left out (line 9 'A6X').",
                        "x.csv: 1 variant that replaces one residue twice, left out (line 10 'A6G:A6V').",
                        "x.csv: 1 variant that was there before, of which the first is taken (V3L:G7A in line 5).",
                        "6 variants of the wild type (10 residues), 1 of them with several substitutions. Measured:"
                                + " fitness, a, quoted; no numbers are in note (it begins with 'good').");
    }

    @Test
    void aScoreOfWordsIsToldWithItsFirstWordAndTheColumnsThatHoldNumbers() throws IOException {
        String text = "mutant;fitness;depth;remark\nA6G;high;3;\nK2R;low;4;\n";
        VariantOptions o = options("w.csv");
        VariantOptions named = new VariantOptions(
                o.path(), o.wildType(), o.wildTypeFile(), o.mutant(), Optional.of("fitness"), 1, o.group(), o.limit());
        assertThatThrownBy(() -> open(text, named))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("The column 'fitness' of ")
                .hasMessageEndingWith("holds no numbers (it begins with 'high'); columns of numbers are depth.");
        assertThat(open(text, o).measures()).containsExactly("depth");
        assertThat(context.notes())
                .anyMatch(n -> n.endsWith(
                        "Measured: depth; no numbers are in fitness (it begins with 'high'), remark (it is empty)."));
        assertThat(open("mutant;fitness\nA6G;0,5\nK2R;1,5\n", o).measures()).isEmpty();
        assertThat(context.notes())
                .anyMatch(n -> n.endsWith("Measured: nothing; no numbers are in fitness (it begins with '0,5': write a"
                        + " point for the decimal comma)."));
        assertThatThrownBy(() -> open("mutant;fitness\n", o)).hasMessageEndingWith("It has no line behind its head.");
    }

    @Test
    void aScanNumberedOtherwiseIsRefusedWithTheNumberThatWouldFit() throws IOException {
        String text = "mutant;score\nK25R;1\nV26L;2\nA29G;3\nM24V;4\n";
        assertThatThrownBy(() -> open(text, options("shifted.csv")))
                .isInstanceOf(ProteinException.class)
                .hasMessage("4 of 4 variants of shifted.csv do not fit the wild type (10 residues, the first"
                        + " called 1), such as line 2 'K25R', line 3 'V26L', line 4 'A29G'. With 'first-residue: 24' 4"
                        + " would.");
        SampleSource source = open(text, from(options("shifted.csv"), 24, VariantOptions.Grouping.VARIANT));
        assertThat(sequence(source, 0)).isEqualTo("MRVLLAGHST");
        assertThat(((Protein) source.original().orElseThrow()).offset()).isEqualTo(23);
    }

    @Test
    void positionsStayTogetherWhereAskedAndTheScoreIsTheOneThatIsNamed() throws IOException {
        VariantOptions o = options("y.tsv");
        VariantOptions named = new VariantOptions(
                o.path(),
                o.wildType(),
                o.wildTypeFile(),
                Optional.of("change"),
                Optional.of("b"),
                1,
                VariantOptions.Grouping.POSITION,
                Optional.of(3));
        SampleSource source = open("change\ta\tb\nA6G\t1\t2\nA6V\t3\t4\nK2R:A6G\t5\t6\n", named);
        assertThat(source.measures()).containsExactly("b", "a");
        assertThat(IntStream.range(0, 3).mapToObj(source::group)).containsExactly("6", "6", "2-6");
        assertThat(source.groupedBy()).isEqualTo("position");
        assertThatThrownBy(() -> open("change\ta\nA6G\t1\n", named))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("has no column 'b'; columns of numbers are a.");
        assertThatThrownBy(() -> open("x\ta\nA6G\t1\n", options("z.tsv")))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("Name the column of variants with 'mutant'.");
    }

    @Test
    void wholeSequencesGiveTheWildTypeAndMustAgreeWithTheirVariant() throws IOException {
        VariantOptions none = new VariantOptions(
                folder.resolve("v.fasta"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                VariantOptions.Grouping.VARIANT,
                Optional.empty());
        SampleSource source = open("""
                >0|toy_P3P|1.5
                MKPAA
                >1|toy_A4G|-0.5
                MKP
                GA
                >2|toy_A5G|2
                MKPAA
                >3|toy|3
                MKPAA
                """, none);
        assertThat(ids(source)).containsExactly("P3P", "A4G");
        assertThat(((Protein) source.original().orElseThrow()).sequence()).isEqualTo("MKPAA");
        assertThat(source.measure("score", 1)).isEqualTo(-0.5);
        assertThat(context.notes())
                .contains(
                        "v.fasta: 1 record whose header names no variant, left out (3|toy|3).",
                        "v.fasta: 1 variant whose sequence is not the wild type with its substitutions, left out"
                                + " (2|toy_A5G|2 'A5G').");
    }

    @Test
    void theTwoFilesOfTheSameProteinAgreeLetterByLetter() throws IOException {
        Path fasta = Shared.file("assets/protein/P62593_blat_dms.fasta");
        Path table = Shared.file("assets/protein/BLAT_ECOLX_Ranganathan2015.csv");
        SampleSource whole = new VariantsKind()
                .open(
                        new VariantOptions(
                                fasta,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                1,
                                VariantOptions.Grouping.VARIANT,
                                Optional.empty()),
                        context);
        String wild = ((Protein) whole.original().orElseThrow()).sequence();
        SampleSource scan = new VariantsKind()
                .open(
                        new VariantOptions(
                                table,
                                Optional.of(wild),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("2500"),
                                1,
                                VariantOptions.Grouping.POSITION,
                                Optional.empty()),
                        context);
        assertThat(whole.size()).isEqualTo(5397);
        assertThat(scan.size()).isEqualTo(4996);
        assertThat(scan.measures()).first().isEqualTo("2500");
        // the substitution is where the name says, in every one of them
        for (SampleSource each : List.of(whole, scan)) {
            for (int i = 0; i < each.size(); i++) {
                String id = each.id(i);
                int at = Integer.parseInt(id.substring(1, id.length() - 1)) - 1;
                String letters = sequence(each, i);
                assertThat(letters.charAt(at)).isEqualTo(id.charAt(id.length() - 1));
                assertThat(letters.substring(0, at) + wild.charAt(at) + letters.substring(at + 1))
                        .isEqualTo(wild);
            }
        }
    }

    @Test
    void fiftyThousandVariantsWithSeveralSubstitutionsAreRead() throws IOException {
        String wild = "ACDEFGHIKLMNPQRSTVWY".repeat(12).substring(0, 237);
        StringBuilder text = new StringBuilder("mutant,DMS_score\n");
        java.util.Random random = new java.util.Random(1);
        for (int v = 0; v < 50_000; v++) {
            java.util.TreeSet<Integer> sites = new java.util.TreeSet<>();
            while (sites.size() < 1 + v % 8) {
                sites.add(random.nextInt(237));
            }
            text.append(String.join(
                            ":",
                            sites.stream()
                                    .map(i -> "" + wild.charAt(i) + (i + 1) + wild.charAt(random.nextInt(237)))
                                    .toList()))
                    .append(',')
                    .append(v)
                    .append('\n');
        }
        VariantOptions o = options("gfp.csv");
        SampleSource source = open(
                text.toString(),
                new VariantOptions(
                        o.path(),
                        Optional.of(wild),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        VariantOptions.Grouping.VARIANT,
                        Optional.empty()));
        assertThat(source.size()).isGreaterThan(44_000); // single ones repeat
        int last = source.size() - 1;
        assertThat(source.measure("DMS_score", last)).isEqualTo(49_999);
        assertThat(source.id(last).split(":")).hasSize(8);
    }
}
