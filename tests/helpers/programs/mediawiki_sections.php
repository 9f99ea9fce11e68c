<?php
// Prints the sections that MediaWiki's parser finds in pages: one JSON array for each line of standard input, which
// holds a page as a JSON string. Run it from MediaWiki's directory `maintenance`, with --conf.

require_once getcwd() . '/Maintenance.php';

class PrintSections extends Maintenance {
	// Extension tags of Wikimedia's wikis that this wiki may lack. Their contents are no wikitext of the page.
	private const TAGS = [
		'categorytree', 'ce', 'charinsert', 'chem', 'graph', 'hiero', 'imagemap', 'inputbox', 'mapframe', 'maplink',
		'math', 'phonos', 'poem', 'ref', 'references', 'score', 'section', 'source', 'syntaxhighlight',
		'templatedata', 'templatestyles', 'timeline',
	];

	public function execute() {
		$parser = MediaWiki\MediaWikiServices::getInstance()->getParserFactory()->create();
		foreach ( self::TAGS as $tag ) {
			$parser->setHook( $tag, static fn () => '' );
		}
		$options = ParserOptions::newFromAnon();
		// The output of templates is unknown to a reader of wikitext: here it is an element without text.
		$options->setTemplateCallback( static fn ( $title ) => [
			'text' => '<span class="template"></span>', 'finalTitle' => $title, 'deps' => [], 'revision-record' => false,
		] );
		$title = Title::makeTitle( NS_MAIN, 'Page' );
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$output = $parser->parse( json_decode( $line ), $title, $options );
			$sections = array_map(
				static fn ( $section ) => array_intersect_key(
					$section, [ 'line' => 1, 'level' => 1, 'byteoffset' => 1 ]
				),
				$output->getSections()
			);
			$this->output( json_encode( $sections, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE ) . "\n" );
		}
	}
}

$maintClass = PrintSections::class;
require_once RUN_MAINTENANCE_IF_MAIN;
