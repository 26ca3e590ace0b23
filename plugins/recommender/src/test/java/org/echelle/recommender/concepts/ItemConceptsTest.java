package org.echelle.recommender.concepts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.echelle.api.Axis;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.log.HoldOut;
import org.echelle.recommender.log.LogOptions;
import org.echelle.recommender.log.MovieLensKind;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemConceptsTest {
    private static final HookPoint HOOK =
            new HookPoint("h", 2, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("action", -1)), "state");

    @TempDir
    Path dir;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private HistorySource source() throws IOException {
        Files.writeString(
                dir.resolve("ratings.dat"), "7::1::5::1\n7::2::5::2\n7::9::5::3\n7::3::5::4\n8::1::4::1\n8::2::4::2\n");
        Files.writeString(
                dir.resolve("movies.dat"), "1::A (1981)::Horror\n2::B (1982)::Comedy\n3::C (1999)::Horror|Comedy\n");
        Files.writeString(dir.resolve("users.dat"), "7::F::25::12::0\n", StandardCharsets.ISO_8859_1);
        return (HistorySource)
                new MovieLensKind().open(LogOptions.of(dir).showing(2, 200, HoldOut.LEAVE_ONE_OUT), context);
    }

    private static final class Told implements LabelSink {
        private final TreeSet<String> all = new TreeSet<>();
        private final ConceptSource source;

        Told(ConceptSource source, int sample, int... actions) {
            this.source = source;
            source.annotate(sample, new SampleSites(HOOK, new int[][] {actions}), this);
        }

        private String id(int concept) {
            return source.concepts().get(concept).id();
        }

        @Override
        public void sample(int concept, float value) {
            all.add(id(concept) + "=" + value);
        }

        @Override
        public void site(int concept, int row, float value, int instance) {
            all.add(id(concept) + "@" + row);
        }

        @Override
        public void unknownSample(int concept) {
            all.add(id(concept) + "?");
        }

        @Override
        public void unknownSite(int concept, int row) {
            all.add(id(concept) + "@" + row + "?");
        }
    }

    @Test
    void aPlaceHasTheAttributesOfItsItemAndOfTheNextOneAndUnknownItemsLackNone() throws IOException {
        HistorySource samples = source();
        assertTrue(
                context.notes().stream()
                        .anyMatch(n -> n.startsWith("1 items of the log are not in the table of items (row 9")),
                context.notes().toString());
        ConceptSource genres = new ItemConceptsKind()
                .open(
                        new ItemConceptOptions(List.of("genre"), List.of(WhichItem.LAST, WhichItem.NEXT), 1),
                        null,
                        samples,
                        context);
        // shown: 1, 2, 9; held out: 3. Rows in another order than places
        assertEquals(
                new TreeSet<>(List.of(
                        "last-genre/Horror@1",
                        "next-genre/Comedy@1",
                        "last-genre/Comedy@2",
                        "next-genre/Comedy@2?",
                        "next-genre/Horror@2?",
                        "last-genre/Comedy@0?",
                        "last-genre/Horror@0?",
                        "next-genre/Comedy@0",
                        "next-genre/Horror@0")),
                new Told(genres, 0, 2, 0, 1).all);
    }

    @Test
    void usersHaveWhatTheTableSaysAndOthersAreUnknown() throws IOException {
        ConceptSource users = new UserConceptsKind().open(new NoOptions(), null, source(), context);
        assertEquals(
                List.of("age 25-34", "gender F", "occupation programmer"),
                users.concepts().stream().map(Concept::name).toList());
        assertEquals(
                new TreeSet<>(List.of("user-age/25-34=1.0", "user-gender/F=1.0", "user-occupation/programmer=1.0")),
                new Told(users, 0, 0).all);
        assertEquals(
                new TreeSet<>(List.of("user-age/25-34?", "user-gender/F?", "user-occupation/programmer?")),
                new Told(users, 1, 0).all);
    }

    @Test
    void historiesHaveTheirRankAmongUsers() throws IOException {
        ConceptSource histories = new HistoryConceptsKind().open(new NoOptions(), null, source(), context);
        // user 7: three shown actions, the last at 3; user 8: one, at 1, of the item that both consumed
        assertEquals(
                new TreeSet<>(List.of("history/length=1.0", "history/popular-taste=0.0", "history/recency=1.0")),
                new Told(histories, 0, 0).all);
        assertEquals(
                new TreeSet<>(List.of("history/length=0.0", "history/popular-taste=1.0", "history/recency=0.0")),
                new Told(histories, 1, 0).all);
    }

    @Test
    void aGroupThatTheTableLacksIsAnsweredWithThoseThatItHas() throws IOException {
        HistorySource samples = source();
        String message = assertThrows(EchelleException.class, () -> new ItemConceptsKind()
                        .open(
                                new ItemConceptOptions(List.of("brand"), List.of(WhichItem.LAST), 1),
                                null,
                                samples,
                                context))
                .getMessage();
        assertTrue(message.contains("it has decade, genre, year"), message);
    }
}
