<?php
/**
 * Print link trails and link prefixes by language, from the message files of MediaWiki, as linking/text/link_trails.json.
 *
 *     php tools/link_trails.php /usr/share/mediawiki/languages/messages > linking/text/link_trails.json
 *
 * A language without a setting has that of the language it falls back to, and in the end that of English, which is
 * written under the key "". Prefixes are the characters of languages with $linkPrefixExtension.
 */
define( 'MEDIAWIKI', true );
define( 'NS_MEDIA', -2 );
define( 'NS_SPECIAL', -1 );
$names = [ 'MAIN', 'TALK', 'USER', 'USER_TALK', 'PROJECT', 'PROJECT_TALK', 'FILE', 'FILE_TALK', 'MEDIAWIKI',
	'MEDIAWIKI_TALK', 'TEMPLATE', 'TEMPLATE_TALK', 'HELP', 'HELP_TALK', 'CATEGORY', 'CATEGORY_TALK' ];
foreach ( $names as $number => $name ) {
	define( "NS_$name", $number );
}

function settings( string $file ): array {
	include $file;
	return [
		'trail' => $linkTrail ?? null,
		'charset' => $linkPrefixCharset ?? null,
		'extension' => $linkPrefixExtension ?? null,
		'fallback' => isset( $fallback ) ? array_map( 'trim', explode( ',', $fallback ) ) : [],
	];
}

function inherited( array $all, string $code, string $setting ) {
	foreach ( [ $code, ...$all[$code]['fallback'], 'en' ] as $language ) {
		if ( isset( $all[$language][$setting] ) ) {
			return $all[$language][$setting];
		}
	}
}

/** The pattern of the trail alone, in the syntax that PCRE and Python share. */
function pattern( string $trail ): string {
	if ( !preg_match( '#^/\^\((.*)\)\(\.\*\)\$/[a-zA-Z]+$#s', $trail, $found ) ) {
		fwrite( STDERR, "unknown form of a link trail: $trail\n" );
		exit( 1 );
	}
	return characters( $found[1] );
}

function characters( string $source ): string {
	return preg_replace_callback( '/\\\\x\{([0-9a-fA-F]+)\}|\\\\x([0-9a-fA-F]{2})/',
		static fn ( $found ) => mb_chr( hexdec( $found[2] ?? $found[1] ) ), $source );
}

$all = [];
foreach ( glob( "$argv[1]/Messages*.php" ) as $file ) {
	$code = strtolower( str_replace( '_', '-', substr( basename( $file, '.php' ), strlen( 'Messages' ) ) ) );
	$all[$code] = settings( $file );
}
$trails = [ '' => pattern( $all['en']['trail'] ) ];
$prefixes = [];
foreach ( array_keys( $all ) as $code ) {
	$trail = pattern( inherited( $all, $code, 'trail' ) );
	if ( $trail !== $trails[''] ) {
		$trails[$code] = $trail;
	}
	if ( inherited( $all, $code, 'extension' ) ) {
		$prefixes[$code] = characters( inherited( $all, $code, 'charset' ) );
	}
}
$flags = JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES;
echo json_encode( [ 'trails' => $trails, 'prefixes' => $prefixes ], $flags ), "\n";
