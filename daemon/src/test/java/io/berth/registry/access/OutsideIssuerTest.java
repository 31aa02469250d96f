package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutsideIssuerTest extends AccessTestCase {
    private static final String ISSUER =
            "\"issuer\": {\"name\": \"https://auth.test\", \"audience\": \"registry.test\", \"keys\": \"keys.json\"}";

    private final List<String> fetched = new ArrayList<>();

    private AccessControl access() throws IOException {
        write("keys.json", set(Keys.values()));
        return super.access(RULES, ISSUER);
    }

    private static String set(Keys... keys) {
        return Keys.JSON.writeValueAsString(
                Map.of("keys", Arrays.stream(keys).map(Keys::jwk).toList()));
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", "https://auth.test");
        claims.put("aud", "registry.test");
        claims.put("sub", "dora");
        claims.put("exp", now.getEpochSecond() + 300);
        claims.put(
                "access",
                List.of(Map.of("type", "repository", "name", "shop/web", "actions", List.of("pull", "push"))));
        return claims;
    }

    private Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    private static void assertRefused(AccessControl access, String token) {
        assertThatThrownBy(() -> access.identify(bearer(token))).isInstanceOf(Unauthorized.class);
    }

    private static void assertTaken(AccessControl access, String token) {
        assertThat(access.identify(bearer(token))).isInstanceOf(Identity.Outsider.class);
    }

    @ParameterizedTest
    @EnumSource(Keys.class)
    void itsTokensOpenWhatTheySay(Keys key) throws IOException {
        AccessControl access = access();
        Identity who = access.identify(bearer(key.token(claims())));
        assertThat(access.allows(who, Right.PUSH, "shop/web")).isTrue();
        assertThat(access.allows(who, Right.DELETE, "shop/web")).isFalse();
        assertThat(access.allows(who, Right.IMAGE, "shop/web")).isFalse();
        assertThat(access.allows(who, Right.PULL, "public/tool")).isFalse();
    }

    @Test
    void aStarIsEveryActionOfDockers() throws IOException {
        AccessControl access = access();
        Map<String, Object> scope = Map.of("type", "repository", "name", "shop/web", "actions", List.of("*"));
        Identity who = access.identify(bearer(Keys.ES256.token(claims("access", List.of(scope)))));
        assertThat(access.allows(who, Right.DELETE, "shop/web")).isTrue();
        assertThat(access.allows(who, Right.IMAGE, "shop/web")).isFalse();
    }

    @Test
    void theAudienceMayBeOneOfSeveral() throws IOException {
        assertTaken(access(), Keys.ES256.token(claims("aud", List.of("other", "registry.test"))));
    }

    @Test
    void whatIsForSomebodyElseIsRefused() throws IOException {
        AccessControl access = access();
        assertRefused(access, Keys.ES256.token(claims("aud", "other.test")));
        assertRefused(access, Keys.ES256.token(claims("aud", List.of())));
        assertRefused(access, Keys.ES256.token(claims("aud", 1)));
        assertRefused(access, Keys.ES256.token(claims("iss", "https://evil.test")));
        assertRefused(access, Keys.ES256.token(claims("iss", null)));
    }

    @Test
    void aNameThatWouldForgeALineOfTheLogIsRefused() throws IOException {
        assertRefused(access(), Keys.ES256.token(claims("sub", "dora\nINFO: all is well")));
        assertRefused(access(), Keys.ES256.token(claims("sub", "x".repeat(Limits.USER_NAME_LENGTH_MAX + 1))));
        assertTaken(access(), Keys.ES256.token(claims("sub", "x".repeat(Limits.USER_NAME_LENGTH_MAX))));
    }

    @Test
    void whatIsOverOrNotYetGoodIsRefused() throws IOException {
        AccessControl access = access();
        long skew = Claims.SKEW.toSeconds();
        long second = now.getEpochSecond();
        assertTaken(access, Keys.ES256.token(claims("exp", second - skew + 1)));
        assertRefused(access, Keys.ES256.token(claims("exp", second - skew)));
        assertTaken(access, Keys.ES256.token(claims("nbf", second + skew)));
        assertRefused(access, Keys.ES256.token(claims("nbf", second + skew + 1)));
        assertTaken(access, Keys.ES256.token(claims("exp", second + 0.5)));
    }

    @Test
    void aTokenThatNeverEndsIsNone() throws IOException {
        AccessControl access = access();
        Map<String, Object> endless = claims();
        endless.remove("exp");
        assertRefused(access, Keys.ES256.token(endless));
        assertRefused(access, Keys.ES256.token(claims("exp", "tomorrow")));
        assertRefused(access, Keys.ES256.token(claims("exp", 1e300)));
        assertRefused(access, Keys.ES256.token(claims("exp", null)));
    }

    @Test
    void aTokenWithoutSignatureIsRefused() throws IOException {
        AccessControl access = access();
        String claims = Base64Url.of(Keys.JSON.writeValueAsString(claims()));
        for (String word : List.of("none", "None", "NONE", "")) {
            String header = Base64Url.of("{\"alg\":\"" + word + "\"}");
            assertRefused(access, header + '.' + claims + '.');
        }
        String honest = Keys.ES256.token(claims());
        assertRefused(access, honest.substring(0, honest.lastIndexOf('.') + 1));
        assertRefused(access, honest.substring(0, honest.lastIndexOf('.') + 1) + Base64Url.of(new byte[64]));
    }

    /** The public key is known to everybody, and must not serve as the secret of another algorithm. */
    @ParameterizedTest
    @EnumSource(Keys.class)
    void aPublicKeyIsNoSecret(Keys key) throws IOException, GeneralSecurityException {
        String signed = Base64Url.of("{\"alg\":\"HS256\",\"kid\":\"" + key.name() + "\"}")
                + '.'
                + Base64Url.of(Keys.JSON.writeValueAsString(claims()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.encoded(), "HmacSHA256"));
        byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        assertRefused(access(), signed + '.' + Base64Url.of(tag));
    }

    @Test
    void aKeyIsForOneAlgorithmAlone() throws IOException {
        AccessControl access = access();
        for (Keys key : Keys.values()) {
            for (Keys other : Keys.values()) {
                String token = key.token(Map.of("alg", other.word()), claims());
                if (key == other) {
                    assertTaken(access, token);
                } else {
                    assertRefused(access, token);
                }
            }
        }
    }

    @Test
    void aKeyThatATokenBringsAlongIsNotUsed() throws IOException {
        write("keys.json", set(Keys.RS256));
        AccessControl access = super.access(ISSUER);
        Map<String, Object> header = Map.of("alg", "ES256", "kid", "ES256", "jwk", Keys.ES256.jwk());
        assertRefused(access, Keys.ES256.token(header, claims()));
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIsRefused() throws IOException {
        assertRefused(access(), Keys.ES256.token(Map.of("alg", "ES256", "crit", List.of("b64")), claims()));
    }

    @Test
    void keysInAFileAreReadAgain() throws IOException {
        write("keys.json", set(Keys.RS256));
        AccessControl access = super.access(ISSUER);
        assertRefused(access, Keys.ES256.token(claims()));
        write("keys.json", set(Keys.ES256));
        assertTaken(access, Keys.ES256.token(claims()));
        assertRefused(access, Keys.RS256.token(claims()));
    }

    @Test
    void keysAtAnAddressAreFetchedOnceAndAgainForANewOne() throws IOException {
        List<String> sets = new ArrayList<>(List.of(set(Keys.RS256), set(Keys.RS256), set(Keys.ES256)));
        AccessControl access = super.access(
                uri -> {
                    fetched.add(uri.toString());
                    return sets.removeFirst().getBytes(StandardCharsets.UTF_8);
                },
                ISSUER.replace("keys.json", "https://auth.test/keys"));
        assertThat(fetched).isEmpty();
        assertTaken(access, Keys.RS256.token(claims()));
        assertTaken(access, Keys.RS256.token(claims()));
        assertRefused(access, Keys.ES256.token(claims()));
        assertThat(fetched).containsExactly("https://auth.test/keys");
        now = now.plusSeconds(60);
        assertRefused(access, Keys.ES256.token(claims()));
        now = now.plusSeconds(60);
        assertTaken(access, Keys.ES256.token(claims()));
        assertThat(fetched).hasSize(3);
    }

    @Test
    void keysThatWereKnownStayGoodWhileTheirAddressIsDown() throws IOException {
        List<String> sets = new ArrayList<>(List.of(set(Keys.RS256)));
        AccessControl access = super.access(
                _ -> {
                    if (sets.isEmpty()) {
                        throw new IOException("down");
                    }
                    return sets.removeFirst().getBytes(StandardCharsets.UTF_8);
                },
                ISSUER.replace("keys.json", "https://auth.test/keys"));
        assertTaken(access, Keys.RS256.token(claims()));
        now = now.plusSeconds(7200);
        assertTaken(access, Keys.RS256.token(claims()));
    }

    @Test
    void whileThereAreNoKeysNobodyIsCalledALiar() throws IOException {
        AccessControl access = super.access(
                _ -> {
                    throw new IOException("down");
                },
                ISSUER.replace("keys.json", "https://auth.test/keys"));
        assertThatThrownBy(() -> access.identify(bearer(Keys.RS256.token(claims()))))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void keysOfOtherKindsArePassedOver() {
        Map<String, Object> encryption = new HashMap<>(Keys.RS256.jwk());
        encryption.put("use", "enc");
        Map<String, Object> other = new HashMap<>(Keys.RS256.jwk());
        other.put("alg", "PS256");
        String text = Keys.JSON.writeValueAsString(Map.of(
                "keys",
                List.of(
                        encryption,
                        other,
                        Map.of("kty", "oct", "k", "c2VjcmV0"),
                        Map.of("kty", "EC", "crv", "P-521", "x", "AA", "y", "AA"),
                        Keys.EDDSA.jwk())));
        assertThat(Jwks.parse(text.getBytes(StandardCharsets.UTF_8))).hasSize(1);
    }

    @Test
    void aSetWithoutUsableKeysIsNone() {
        assertThatThrownBy(() -> Jwks.parse("{\"keys\":[]}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Corrupt.class);
        Map<String, String> weak = Map.of("kty", "RSA", "n", Base64Url.of(new byte[] {5}), "e", "AQAB");
        byte[] text = Keys.JSON.writeValueAsBytes(Map.of("keys", List.of(weak)));
        assertThatThrownBy(() -> Jwks.parse(text)).isInstanceOf(Corrupt.class);
    }

    @Test
    void rsaKeysAreNeitherTooShortNorTooLong() {
        for (int bits : new int[] {Limits.RSA_KEY_BITS_MIN, Limits.RSA_KEY_BITS_MAX}) {
            assertThat(Jwks.parse(rsa(bits))).hasSize(1);
        }
        for (int bits : new int[] {Limits.RSA_KEY_BITS_MIN - 1, Limits.RSA_KEY_BITS_MAX + 1}) {
            assertThatThrownBy(() -> Jwks.parse(rsa(bits))).isInstanceOf(Corrupt.class);
        }
    }

    private static byte[] rsa(int bits) {
        byte[] modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0).toByteArray();
        Map<String, String> key = Map.of("kty", "RSA", "n", Base64Url.of(modulus), "e", "AQAB");
        return Keys.JSON.writeValueAsBytes(Map.of("keys", List.of(key)));
    }

    @Test
    void aSetHasManyKeysAndNoMore() {
        assertThat(Jwks.parse(many(Limits.ISSUER_KEYS_MAX))).hasSize(Limits.ISSUER_KEYS_MAX);
        assertThatThrownBy(() -> Jwks.parse(many(Limits.ISSUER_KEYS_MAX + 1))).isInstanceOf(Corrupt.class);
    }

    private static byte[] many(int count) {
        return Keys.JSON.writeValueAsBytes(Map.of("keys", Collections.nCopies(count, Keys.EDDSA.jwk())));
    }

    @Test
    void aSetInAFileMayBeLongAndNoLonger() throws IOException {
        String text = set(Keys.ES256);
        write("keys.json", text + " ".repeat(Limits.KEY_SET_BYTES_MAX - text.length()));
        assertTaken(super.access(ISSUER), Keys.ES256.token(claims()));
        write("keys.json", text + " ".repeat(Limits.KEY_SET_BYTES_MAX + 1 - text.length()));
        assertThatThrownBy(() -> super.access(ISSUER)).isInstanceOf(Corrupt.class);
    }
}
