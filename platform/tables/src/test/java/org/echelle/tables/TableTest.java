package org.echelle.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    @TempDir
    Path folder;

    private static List<List<String>> cells(String text) {
        return Table.parse(text, "t.csv").all().stream().map(Table.Row::cells).toList();
    }

    /** The examples of RFC 4180, section 2. */
    @Test
    void quotesHoldSeparatorsLineBreaksAndQuotes() {
        assertThat(cells("aaa,bbb,ccc\r\nzzz,yyy,xxx"))
                .containsExactly(List.of("aaa", "bbb", "ccc"), List.of("zzz", "yyy", "xxx"));
        assertThat(cells("\"aaa\",\"b \r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"))
                .containsExactly(List.of("aaa", "b \r\nbb", "ccc"), List.of("zzz", "yyy", "xxx"));
        assertThat(cells("\"aaa\",\"b\"\"bb\",\"ccc\"")).containsExactly(List.of("aaa", "b\"bb", "ccc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,dose\nx,1\n",
                "name;dose\r\nx;1\r\n",
                "name\tdose\nx\t1",
                "\uFEFFname,dose\nx,1",
                " name , dose \n\n x , \"1\" \n,\n"
            })
    void separatorsEndsOfLinesMarksAndBlanksDoNotMatter(String text) {
        Table table = Table.parse(text, "t.csv");
        assertThat(table.head()).containsExactly("name", "dose");
        assertThat(table.rows()).hasSize(1);
        assertThat(table.rows().get(0).cells()).containsExactly("x", "1");
        assertThat(table.column("dose")).isEqualTo(1);
    }

    @Test
    void rowsKnowTheirLinesAndMayBeUneven() {
        Table table = Table.parse("a,b\n1,\"x\ny\"\n\n2\n3,4,5\n", "t.csv");
        assertThat(table.rows()).extracting(Table.Row::line).containsExactly(2L, 5L, 6L);
        assertThat(table.rows().get(1).cell(1)).isEmpty();
        assertThat(table.rows().get(2).cells()).containsExactly("3", "4", "5");
        assertThat(Table.parse("", "t.csv").all()).isEmpty();
        assertThat(Table.parse("", "t.csv").head()).isEmpty();
    }

    @Test
    void aQuoteInsideACellIsACharacter() {
        assertThat(cells("size\n5\" screen\n\"5\"\" screen\""))
                .containsExactly(List.of("size"), List.of("5\" screen"), List.of("5\" screen"));
        assertThat(Table.cells("a;\"b;c\";d", ';')).containsExactly("a", "b;c", "d");
        assertThat(Table.cells("", ',')).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,\"x\n2,3\n", "a,b\n1,\"x", "a,b\n1,\"x\"\",y", "a,b\n\"p\",\"q"})
    void anOpenQuoteIsNotTheEnd(String text) {
        assertThatThrownBy(() -> Table.parse(text, "t.csv"))
                .isInstanceOf(TableException.class)
                .hasMessage(
                        "The table t.csv ends within quotes that begin in line 2 or after it; it is cut short or a quote is"
                                + " missing.");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        assertThatThrownBy(() -> Table.parse("a,b\n1,2\n\"p\"q,3\n", "t.csv"))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("The table t.csv cannot be read")
                .hasMessageContaining("line 3")
                .hasMessageContaining("after closing quote");
        assertThatThrownBy(() -> Table.parse("a,b\n", "t.csv").column("c"))
                .hasMessage("The table t.csv has no column 'c'; it has a, b.");
        assertThatThrownBy(() -> Table.read(folder.resolve("no.csv"))).hasMessageStartingWith("There is no table ");
        Path latin = Files.write(folder.resolve("latin.csv"), "n\u00e4me,b\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Table.read(latin)).hasMessageContaining("is no text in UTF-8");
    }
}
