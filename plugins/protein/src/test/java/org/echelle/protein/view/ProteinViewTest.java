package org.echelle.protein.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.StructureTools;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.protein.Protein;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ProteinViewTest {
    private static final HookPoint HOOK = new HookPoint(
            "encoder.layer.0", 4, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("residue", -1)), "first layer");

    private final Map<String, byte[]> stored = new LinkedHashMap<>();
    private final ViewAssets assets = (extension, content) -> {
        String name = "a" + Arrays.hashCode(content) + "." + extension;
        stored.put(name, content);
        return "../assets/" + name;
    };

    private static SiteActivations activations(int[] residue, float[] values, float full) {
        return new SiteActivations(new SampleSites(HOOK, new int[][] {residue}), values, full);
    }

    private static Document parse(String fragment) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(fragment)));
    }

    private static List<String> titles(String fragment) throws Exception {
        NodeList all = parse(fragment).getElementsByTagName("title");
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            titles.add(all.item(i).getTextContent());
        }
        return titles;
    }

    private static ProteinView view(List<Mark> marks, Optional<ChainModel> structure) {
        return new ProteinView(new Surroundings() {
            @Override
            public List<Mark> marks(Protein protein) {
                return marks;
            }

            @Override
            public Optional<ChainModel> structure(Protein protein) {
                return structure;
            }

            @Override
            public int length(Protein protein) {
                return NONE.length(protein);
            }

            @Override
            public String relatives(Protein protein) {
                return NONE.relatives(protein);
            }
        });
    }

    @Test
    void activeResiduesAreNamedWithTheirPositionInTheWholeProtein() throws Exception {
        // A window from residue 101 on; rows in any order, the special token beside them.
        Protein window = new Protein("P1#101-106", "MKTAYI", 100);
        SiteActivations on = activations(new int[] {-1, 101, 100, 103, 104, 105}, new float[] {7, 2, 0, 4, 0, 0}, 8);
        String drawn = new ProteinView(Surroundings.NONE).draw(window, on, assets);
        assertThat(titles(drawn))
                .containsExactly(
                        "M101 silent",
                        "K102 2.00",
                        "T103 not in this run's rows",
                        "A104 4.00, the peak",
                        "Y105 to I106 silent");
        assertThat(drawn)
                .contains(
                        "Active on 2 of 6 residues from 101 on: A104 4.00, K102 2.00; rows that are no residue (special tokens,"
                                + " whole protein) 7.00.");
        assertThat(drawn)
                .contains("fill=\"" + Ramp.colour(0.25f) + "\"")
                .contains("fill=\"" + Ramp.colour(0.5f) + "\"");
    }

    @Test
    void theScaleRunsFromWhiteToRedAndIsCut() {
        assertThat(Ramp.colour(0)).isEqualTo("#ffffff");
        assertThat(Ramp.colour(1)).isEqualTo("#de2d26").isEqualTo(Ramp.colour(3));
        assertThat(Ramp.colour(-1)).isEqualTo("#ffffff");
    }

    @Test
    void namesWithMarkupStayText() throws Exception {
        Protein protein = new Protein("<script>\"&'", "MKTAYI", 0);
        Mark mark = new Mark("Site <b>", "\"&\u0001'", 1, 2, false);
        String drawn = view(List.of(mark), Optional.empty())
                .draw(protein, activations(new int[] {1}, new float[] {1}, 1), assets);
        assertThat(drawn).doesNotContain("<script").doesNotContain("<b>");
        assertThat(titles(drawn)).contains("Site <b> 2: \"&\uFFFD'");
        assertThat(drawn).contains("There: Site &lt;b&gt; 2");
        parse(view(List.of(mark), Optional.empty()).draw(protein, assets));
    }

    @Test
    void lettersStandInTheMiddleOfTheirCells() throws Exception {
        String sequence = "ACDEFGHIKLMNPQRSTVWY".repeat(4);
        String drawn = new ProteinView(Surroundings.NONE).draw(new Protein("P1", sequence, 0), assets);
        NodeList texts = parse(drawn).getElementsByTagName("text");
        List<Element> lines = new ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            if (text.getAttribute("class").equals("ep-aa")) {
                lines.add(text);
            }
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).getTextContent() + lines.get(1).getTextContent())
                .isEqualTo(sequence);
        String[] places = lines.get(0).getAttribute("x").split(" ");
        assertThat(places).hasSize(60);
        assertThat(places[0]).isEqualTo("45");
        assertThat(places[59]).isEqualTo("635");
    }

    @Test
    void ofALongProteinTheStrongestLinesAreDrawnAndTheRestIsTold() throws Exception {
        Protein titin = new Protein("Q8WZ42", "A".repeat(34350), 0);
        int[] residue = java.util.stream.IntStream.range(0, 34350).toArray();
        float[] values = new float[34350];
        values[30000] = 1;
        String drawn = new ProteinView(Surroundings.NONE).draw(titin, activations(residue, values, 1), assets);
        assertThat(titles(drawn)).contains("A30001 1.00, the peak");
        assertThat(drawn).contains("residues 30061–34350 not drawn, silent").hasSizeLessThan(20_000);
        assertThat(new ProteinView(Surroundings.NONE).draw(titin, assets))
                .contains("residues 181–34350 not drawn")
                .hasSizeLessThan(8_000);
    }

    @Test
    void marksThatOverlapGetRowsOfTheirOwn() {
        Mark domain = new Mark("Domain", "Kinase", 0, 30, false);
        Mark site = new Mark("Active site", "", 10, 11, false);
        Mark bond = new Mark("Disulfide bond", "", 35, 100, true);
        MarkRows rows = MarkRows.of(List.of(bond, site, domain), 0, 60, 60, 4);
        assertThat(rows.placed())
                .extracting(p -> p.mark().kind())
                .containsExactly("Domain", "Active site", "Disulfide bond");
        assertThat(rows.placed()).extracting(MarkRows.Placed::row).containsExactly(0, 1, 0);
        assertThat(rows.placed().get(2).to()).isEqualTo(60);
        assertThat(rows.placed().get(1).inside()).isFalse();
        assertThat(MarkRows.of(List.of(domain, site), 0, 60, 60, 1).left()).isEqualTo(1);
        assertThat(MarkRows.of(List.of(domain), 30, 30, 60, 4).placed()).isEmpty();
        assertThat(bond.covers(35)).isTrue();
        assertThat(bond.covers(99)).isTrue();
        assertThat(bond.covers(60)).isFalse();
    }

    @Test
    void aStructureComesWithAPageAndAColouredCopyOfItsFile() throws Exception {
        String file = Files.readString(Shared.file("assets/protein/pdb/2BEG.pdb"));
        List<Group> residues = Chains.residues(Chains.pdb(file), "A");
        StringBuilder sequence = new StringBuilder();
        residues.forEach(g -> sequence.append(StructureTools.get1LetterCodeAmino(g.getPDBName())));
        Protein protein = new Protein("2BEG:A", sequence.toString(), 0);
        int[] residue = java.util.stream.IntStream.range(0, 42).toArray();
        float[] values = new float[42];
        values[16] = 2;
        values[0] = 4;
        String drawn = view(List.of(), Optional.of(ChainModel.pdb("2BEG:A", residues, file)))
                .draw(protein, activations(residue, values, 4), assets);
        parse(drawn);
        // Residue 1 is the peak, but nobody saw it; residue 17 is the first with coordinates.
        assertThat(titles(drawn))
                .contains("D1 4.00, the peak, without coordinates")
                .contains("L17 2.00");
        assertThat(parse(drawn).getElementsByTagName("circle").getLength()).isEqualTo(1);
        assertThat(drawn).contains("grey letters: without coordinates");

        String page = text("html");
        assertThat(page).contains("\"x\":[null,null").contains("\"L17 (17 in the file): activation 2.00\"");
        assertThat(page).doesNotContain("http:").doesNotContain("https:");
        for (String name : stored.keySet()) {
            if (name.endsWith("js") || name.endsWith("pdb")) {
                assertThat(page).contains("\"" + name + "\"");
            }
        }
        assertThat(text("pdb").lines().filter(l -> l.startsWith("ATOM") && l.startsWith("A  17", 21)))
                .isNotEmpty()
                .allMatch(l -> l.startsWith("  0.50", 60));
        assertThat(stored.keySet().stream().filter(name -> name.endsWith("js"))).hasSize(2);
    }

    @Test
    void whatStrongSamplesHaveInCommonIsDrawnAndTold() throws Exception {
        String file = Files.readString(Shared.file("assets/protein/pdb/2BEG.pdb"));
        List<Group> residues = Chains.residues(Chains.pdb(file), "A");
        ProteinView view = view(List.of(), Optional.of(ChainModel.pdb("2BEG:A", residues, file)));
        int[] residue = java.util.stream.IntStream.range(0, 42).toArray();
        List<String> excerpts = new ArrayList<>();
        for (int p = 0; p < 6; p++) {
            float[] values = new float[42];
            for (int i = 20; i < 26; i++) {
                values[i] = 1 + p;
            }
            excerpts.add(view.excerpt(
                    new Protein("P<" + p, "DAEFRHDSGYEVHHQKLVFFAEDVGSNKGAIIGLMVGGVVIA", 0),
                    activations(residue, values, 6)));
        }
        excerpts.add(view.excerpt(
                new Protein("silent", "DAEFRHDSGYEVHHQKLVFFAEDVGSNKGAIIGLMVGGVVIA", 0),
                activations(residue, new float[42], 4)));
        String drawn = view.together(excerpts, assets);
        parse(drawn);
        assertThat(titles(drawn))
                // 1 of 4 alanines lies in residues 21 to 26, with 1 to 6 in the six proteins: (21 / 6) / 4
                .anyMatch(t -> t.startsWith("A: mean 0.875 (") && t.endsWith("active on 6 of 24 residues"))
                .anyMatch(t -> t.startsWith("K: mean 0.00 (0.00 to 0.00)"))
                .contains("C: no residue");
        assertThat(drawn)
                .contains("The 6 strongest samples: mean over their measured residues")
                // Residues 21 to 26 of the fibril are stretched.
                .contains("In runs along the sequence, and further apart in space")
                .contains(
                        "From 6 of the 6 strongest samples (6 have a structure; 6 families of relatives), 6.0 residues");
        assertThat(view(List.of(), Optional.empty()).together(excerpts.subList(6, 7), assets))
                .isEmpty();
    }

    @Test
    void theLibraryIsAPlainScriptWithItsLicence() {
        String script = new String(ThreeLibrary.script(), StandardCharsets.UTF_8);
        assertThat(script).startsWith("var THREE=(function(){").contains("SPDX-License-Identifier: MIT");
        assertThat(script.stripTrailing()).endsWith("return exports;})();");
    }

    private String text(String extension) {
        return stored.entrySet().stream()
                .filter(e -> e.getKey().endsWith("." + extension))
                .map(e -> new String(e.getValue(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
