package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.protein.ProteinException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTablesTest {
    @TempDir
    Path folder;

    private final Oddities oddities = new Oddities();

    private List<Entry> read(String name, String text) throws IOException {
        return UniProtFile.read(Files.writeString(folder.resolve(name), text), oddities);
    }

    @Test
    void locationsKeepTheirMarks() {
        assertThat(Location.parse("57")).contains(new Location(Optional.empty(), 57, 57, false, false, "57"));
        assertThat(Location.parse("23..150"))
                .contains(new Location(Optional.empty(), 23, 150, false, false, "23..150"));
        assertThat(Location.parse("<1..>40")).contains(new Location(Optional.empty(), 1, 40, false, true, "<1..>40"));
        assertThat(Location.parse("?..40")).contains(new Location(Optional.empty(), 0, 40, true, false, "?..40"));
        assertThat(Location.parse("?12..40")).contains(new Location(Optional.empty(), 12, 40, true, false, "?12..40"));
        assertThat(Location.parse("P12345-2:4..9"))
                .contains(new Location(Optional.of("P12345-2"), 4, 9, false, false, "P12345-2:4..9"));
        assertThat(Location.parse("0..9")).contains(new Location(Optional.empty(), 0, 9, false, false, "0..9"));
        assertThat(Location.parse("0..9").orElseThrow().atZero()).isTrue();
        assertThat(Location.parse("?..9").orElseThrow().atZero()).isFalse();
        assertThat(Location.parse("4.9")).isEmpty();
        assertThat(Location.parse("abc")).isEmpty();
    }

    @Test
    void bothLayoutsOfTheFlatFileSayTheSame() throws IOException {
        Entry old = read("old.dat", """
                ID   A_X                     Reviewed;          10 AA.
                AC   P00001; P00002;
                DE   RecName: Full=Thing;
                DE            EC=3.4.21.-;
                KW   Membrane; Signal.
                FT   DOMAIN        2      9       Kringle 1; first half of a very long beta-
                FT                                sheet (By similarity).
                FT                                /FTId=PRO_1.
                FT   SIGNAL        1      ?       Potential.
                FT   CHAIN         1    >10       Thing.
                SQ   SEQUENCE   10 AA;  1 MW;  0 CRC64;
                     MKVLLAGGCC
                //
                """).get(0);
        assertThat(old.id()).isEqualTo("P00001");
        assertThat(old.others()).containsExactly("P00002");
        assertThat(old.sequence()).isEqualTo("MKVLLAGGCC");
        assertThat(old.terms().get("ec").keySet()).containsExactly("3", "3.4", "3.4.21");
        assertThat(old.terms().get("keyword").keySet()).containsExactly("Membrane", "Signal");
        Feature domain = old.features().get(0);
        assertThat(domain.note()).isEqualTo("Kringle 1; first half of a very long beta-sheet");
        assertThat(domain.name()).isEqualTo("Kringle 1");
        assertThat(domain.evidence()).containsExactly("By similarity");
        assertThat(old.features().get(1).location().doubtful()).isTrue();
        assertThat(old.features().get(1).note()).isEmpty();
        assertThat(old.features().get(2).location().open()).isTrue();

        Entry now = read("new.dat", """
                ID   A_X                     Reviewed;          10 AA.
                AC   P00001;
                KW   3D-structure {ECO:0007829|PDB:1ABC,
                KW   ECO:0007829|PDB:2ABC}; Membrane.
                FT   DOMAIN          2..9
                FT                   /note="Kringle 1; with ""quotes"" and /slashes; in
                FT                   it"
                FT                   /evidence="ECO:0000255|PROSITE-ProRule:PRU00276,
                FT                   ECO:0000269|PubMed:1"
                FT   BINDING         4
                FT                   /ligand="Zn(2+)"
                FT                   /ligand_id="ChEBI:CHEBI:29105"
                FT   DISULFID        P00001-2:1..3
                SQ   SEQUENCE   10 AA;  1 MW;  0 CRC64;
                     MKVLLAGGCC
                //
                """).get(0);
        assertThat(now.features().get(0).note()).isEqualTo("Kringle 1; with \"quotes\" and /slashes; in it");
        assertThat(now.features().get(0).evidence()).containsExactly("ECO:0000255", "ECO:0000269");
        assertThat(now.features().get(0).experimental()).isTrue();
        assertThat(now.features().get(1).name()).isEqualTo("Zn(2+)");
        assertThat(now.features().get(2).location().isoform()).contains("P00001-2");
        assertThat(now.terms().get("keyword").keySet()).containsExactly("3D-structure", "Membrane");
        assertThat(oddities.counts()).isEmpty();
    }

    @Test
    void tsvCellsMayHoldSemicolonsInNotes() throws IOException {
        Entry entry = read(
                        "x.tsv",
                        "Entry\tLength\tActive site\tBinding site\tKeywords\tEC number\tGene Ontology (GO)\tSequence\n"
                                + "P1\t6\tACT_SITE 2; /note=\"Proton; donor\"; /evidence=\"ECO:0000255\"; ACT_SITE 5\t"
                                + "BINDING ?3..4; /ligand=\"ATP\"\tKinase;Membrane\t2.7.1.1\tmembrane [GO:0016020]; ATP binding [GO:0005524]\t"
                                + "MKVLLA\n"
                                + "P2\t7\t\t\t\t\t\tMKVLLA\n")
                .get(0);
        assertThat(entry.features()).hasSize(3);
        assertThat(entry.features().get(0).note()).isEqualTo("Proton; donor");
        assertThat(entry.features().get(0).location().begin()).isEqualTo(2);
        assertThat(entry.features().get(1).location().begin()).isEqualTo(5);
        assertThat(entry.features().get(1).note()).isEmpty();
        assertThat(entry.features().get(2).name()).isEqualTo("ATP");
        assertThat(entry.features().get(2).location().doubtful()).isTrue();
        assertThat(entry.terms().get("go")).containsEntry("GO:0016020", "membrane");
        assertThat(entry.terms().get("ec")).containsKeys("2", "2.7.1.1");
        assertThat(oddities.counts()).containsEntry("rows whose sequence is not as long as their Length, left out", 1);
    }

    @Test
    void xmlMarksOfPositionsAreKept() throws IOException {
        Entry entry = read("x.xml", """
                <uniprot xmlns="https://uniprot.org/uniprot"><entry><accession>P1</accession>
                <protein><recommendedName><fullName>x</fullName><ecNumber>1.1.1.1</ecNumber></recommendedName></protein>
                <comment type="alternative products"><isoform><id>P1-2</id><sequence type="described"/></isoform></comment>
                <feature type="signal peptide" evidence="1 2"><location><begin position="1"/><end status="unknown"/></location></feature>
                <feature type="chain" description="y"><location><begin position="1" status="less than"/><end position="6"/></location></feature>
                <feature type="disulfide bond"><location sequence="P1-2"><begin position="2"/><end position="4"/></location></feature>
                <feature type="of tomorrow"><location><position position="3"/></location></feature>
                <evidence key="1" type="ECO:0000269"/><evidence key="2" type="ECO:0000305"/>
                <sequence length="6">MKV
                LLA</sequence></entry></uniprot>
                """).get(0);
        assertThat(entry.sequence()).isEqualTo("MKVLLA");
        assertThat(entry.features().get(0).location().doubtful()).isTrue();
        assertThat(entry.features().get(0).evidence()).containsExactly("ECO:0000269", "ECO:0000305");
        assertThat(entry.features().get(1).location())
                .isEqualTo(new Location(Optional.empty(), 1, 6, false, true, "<1..6"));
        assertThat(entry.features().get(2).location().isoform()).contains("P1-2");
        assertThat(entry.terms().get("ec")).containsKey("1.1.1.1");
        assertThat(oddities.counts()).containsEntry("features of a type that is not known, left out", 1);
    }

    @Test
    void filesThatAreNotWholeAreRefused() throws IOException {
        assertThatThrownBy(
                        () -> read("a.dat", "ID   A_X  Reviewed;  3 AA.\nAC   P1;\nSQ   SEQUENCE   3 AA;\n     MK\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("P1")
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> read("a.xml", "<uniprot><entry><accession>P1</accession>"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("not whole");
        assertThatThrownBy(() -> read("a.txt", "hello")).hasMessageContaining("none of UniProt's formats");
        assertThat(read("b.dat", "ID   A_X  Reviewed;  3 AA.\nAC   P1;\nSQ   SEQUENCE   3 AA;\n     MK\n//\n"))
                .isEmpty();
        assertThat(oddities.counts())
                .containsEntry("entries whose sequence is not as long as their SQ lines say, left out", 1);
    }

    @Test
    void anXmlSequenceOfAnotherLengthThanItsAttributeIsLeftOut() throws IOException {
        assertThat(read("short.xml", """
                <uniprot><entry><accession>P1</accession><sequence length="6">MKVLL</sequence></entry>
                <entry><accession>P2</accession><sequence length="6">MKVLLA</sequence></entry></uniprot>
                """)).extracting(Entry::id).containsExactly("P2");
        assertThat(oddities.sentences("x"))
                .containsExactly(
                        "x: 1 entry whose sequence is not as long as its attribute length says, left out (P1: 5 of 6).");
    }
}
