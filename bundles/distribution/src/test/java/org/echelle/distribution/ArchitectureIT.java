package org.echelle.distribution;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the rooms, as ARCHITECTURE.md draws them. */
class ArchitectureIT {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.echelle");
    }

    @ParameterizedTest(name = "{0} uses only {1}")
    @CsvSource(textBlock = """
                    api,      ''
                    torch,    'api'
                    tables,   'api'
                    pictures, 'api'
                    nn,       'api torch'
                    store,    'api torch'
                    sae,      'api torch store'
                    analysis, 'api'
                    steering, 'api torch store sae analysis'
                    runs,     'api tables torch store sae analysis steering'
                    report,   'api pictures torch store sae analysis steering runs'
                    web,      'api sae runs'
                    host,     ''
                    install,  'api torch host'
                    testkit,  'api'
                    shell,    'api torch store sae analysis steering runs report web install'
                    vision,   'api tables pictures torch nn'
                    protein,  'api tables torch nn'
                    torchscript, 'api tables pictures torch nn'
                    diffusion, 'api tables pictures torch nn'
                    recommender, 'api tables torch nn'
                    medical, 'api tables pictures torch nn'
                    """)
    void aRoomUsesOnlyTheRoomsBelowIt(String room, String below) {
        String[] allowed = below.isEmpty() ? new String[0] : below.split(" ");
        String[] packages = new String[allowed.length + 1];
        packages[0] = "org.echelle." + room + "..";
        for (int i = 0; i < allowed.length; i++) {
            packages[i + 1] = "org.echelle." + allowed[i] + "..";
        }
        noClasses()
                .that()
                .resideInAPackage("org.echelle." + room + "..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.echelle..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages))))
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "tables",
                "pictures",
                "torch",
                "nn",
                "store",
                "sae",
                "analysis",
                "steering",
                "runs",
                "report",
                "web",
                "testkit"
            })
    void theCoreKnowsNoOsgiFramework(String room) {
        noClasses()
                .that()
                .resideInAPackage("org.echelle." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.osgi.framework..", "org.osgi.service..", "org.osgi.util..", "org.apache.felix..")
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "tables",
                "pictures",
                "torch",
                "nn",
                "store",
                "sae",
                "analysis",
                "steering",
                "runs",
                "report",
                "web",
                "shell",
                "install",
                "host"
            })
    void theHouseKnowsNoLibraryOfADomain(String room) {
        noClasses()
                .that()
                .resideInAPackage("org.echelle." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("boofcv..", "georegression..", "org.ddogleg..", "org.biojava..", "org.dcm4che..")
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void onlyTheEngineRoomTouchesThePyTorchEnginesInside() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.echelle.torch..", "org.echelle.host..", "org.echelle.distribution..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.pytorch..")
                .check(house);
    }

    /** Of the packages of sae; "" is its root, what a dictionary is. */
    @ParameterizedTest(name = "sae.{0} uses only {1} of its room")
    @CsvSource(textBlock = """
                    '',            'select'
                    select,        ''
                    health,        ''
                    pursuit,       'root'
                    worlds,        'root'
                    step,          'root select'
                    time,          'root'
                    train,         'root step time'
                    fit,           'root'
                    baselines,     'root pursuit fit'
                    architectures, 'root fit'
                    formats,       'root pursuit time'
                    bench,         'root worlds step train fit baselines architectures formats'
                    """)
    void aPackageOfSaeUsesOnlyThoseBelowIt(String name, String below) {
        String self = name.isEmpty() ? "org.echelle.sae" : "org.echelle.sae." + name;
        List<String> allowed = new ArrayList<>(List.of(self));
        for (String other : below.isEmpty() ? new String[0] : below.split(" ")) {
            allowed.add(other.equals("root") ? "org.echelle.sae" : "org.echelle.sae." + other);
        }
        noClasses()
                .that()
                .resideInAPackage(self)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.echelle.sae..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new)))))
                .check(house);
    }

    @Test
    void everyPackageOfSaeHasItsArrows() {
        assertThat(house.stream()
                        .map(JavaClass::getPackageName)
                        .filter(p -> p.startsWith("org.echelle.sae."))
                        .map(p -> p.substring("org.echelle.sae.".length()))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "select",
                        "health",
                        "pursuit",
                        "worlds",
                        "step",
                        "time",
                        "train",
                        "fit",
                        "baselines",
                        "architectures",
                        "formats",
                        "bench");
    }

    @Test
    void theRoomsHaveNoCycle() {
        slices().matching("org.echelle.(*)..").should().beFreeOfCycles().check(house);
    }

    /**
     * The engine makes an array of the number in a buffer of Java's, which the collector may free before the backward pass reads it (see
     * {@link org.echelle.torch.Scalars}). Also where nothing is differentiated today: nobody need know who will. Sums, differences, comparisons
     * and bounds ({@code clip}) keep no operand, and changes in place are made of weights outside of any pass.
     */
    private static final ArchRule NUMBERS = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "the number is kept for the backward pass; use org.echelle.torch.Scalars",
                    ArchitectureIT::keepsANumber));

    private static boolean keepsANumber(JavaMethodCall call) {
        return call.getTargetOwner().getPackageName().startsWith("ai.djl.")
                && Set.of("mul", "div", "pow", "maximum", "minimum", "rdiv", "rpow")
                        .contains(call.getTarget().getName())
                && call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Number.class));
    }

    @Test
    void nobodyMultipliesByANumberInJavasMemory() {
        NUMBERS.check(house);
    }

    static final class Doubling {
        NDArray twice(NDArray x) {
            return x.mul(2);
        }
    }

    @Test
    void theRuleOfNumbersFindsWhoDoes() {
        assertThat(NUMBERS.evaluate(new ClassFileImporter().importClasses(Doubling.class))
                        .hasViolation())
                .isTrue();
    }

    @Test
    void everyExceptionForUsersIsOne() {
        classes()
                .that()
                .areAssignableTo(RuntimeException.class)
                .and()
                .resideOutsideOfPackages("org.echelle.host..")
                .and()
                .areNotAssignableTo(org.echelle.api.ForwardComplete.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(org.echelle.api.EchelleException.class)
                .check(house);
    }
}
